import type { Task } from '../../core/config/tasks.ts';
import type { Sample } from '../../core/dataframe/dataframe.ts';
import type { Config } from '../../schemas/types/config.ts';

/**
 * How much a row with each label counts in its task's training loss: task → label → weight. `balanced` is
 * rows / (labels × rows with the label) over the labelled training rows (scikit-learn's compute_class_weight); a label without rows
 * gets 1, for it never counts.
 */
export function classWeights(config: Config, tasks: readonly Task[], train: readonly Sample[]): number[][] {
  return tasks.map(({ task, labels }, t) => {
    if (config.model.class_weights[task] !== 'balanced') return labels.map(() => 1);
    const counts = labelCounts(train, t, labels.length);
    const rows = counts.reduce((sum, n) => sum + n, 0);
    return counts.map((n) => (n === 0 ? 1 : rows / (labels.length * n)));
  });
}

/** Rows with each label of task number `task`. */
export function labelCounts(samples: readonly Sample[], task: number, labels: number): number[] {
  const counts = new Array<number>(labels).fill(0);
  for (const sample of samples) {
    const label = sample.labels[task] as number;
    if (label >= 0) counts[label] = (counts[label] as number) + 1;
  }
  return counts;
}
