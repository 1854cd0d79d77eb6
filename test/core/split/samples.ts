import type { Sample } from '../../../core/dataframe/dataframe.ts';

/** One sample for each list of labels. */
export function samplesWith(labels: readonly (readonly number[])[], parts: readonly Sample['part'][] = []): Sample[] {
  return labels.map((row, index) => {
    const part = parts[index];
    const path = `${index}.jpg`;
    return { row: index + 1, image: `/${path}`, imageText: path, labels: row, ...(part ? { part } : {}) };
  });
}

/** How many of the samples have each label of a task. */
export function countsOf(samples: readonly Sample[], task: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { labels } of samples) {
    const label = labels[task] as number;
    if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
