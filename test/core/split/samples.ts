import type { Sample, Split } from '../../../core/dataframe/dataframe.ts';
import { finish } from '../../../core/slices.ts';
import type { LabelledRows } from '../../../core/split/labelled-rows.ts';
import { PARTS } from '../../../core/split/parts.ts';
import { samplesByPart } from '../../../core/split/samples-by-part.ts';
import { splitRows } from '../../../core/split/split-rows.ts';
import type { Config } from '../../../schemas/types/config.ts';

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

/** Deals samples as splitRows deals rows. */
export function splitSamples(samples: readonly Sample[], config: Pick<Config, 'model'>): Split {
  return samplesByPart(samples, finish(splitRows(labelledRows(samples), config)));
}

function labelledRows(samples: readonly Sample[]): LabelledRows {
  const tasks = samples[0]?.labels.length ?? 0;
  const labels = Array.from({ length: tasks }, (_, task) =>
    Int32Array.from(samples, (sample) => sample.labels[task] ?? -1),
  );
  const parts = Uint8Array.from(samples, ({ part }) => PARTS.indexOf(part ?? 'train'));
  return { length: samples.length, labels, parts };
}
