import type { Task } from '../../config/tasks.ts';
import type { Sample } from '../../dataframe/dataframe.ts';

/** How many of the samples have each label, per task in the order of the tasks; empty cells count nowhere. */
export function labelCounts(samples: readonly Sample[], tasks: readonly Task[]): readonly (readonly number[])[] {
  const counts = tasks.map(({ labels }) => labels.map(() => 0));
  for (const sample of samples) {
    for (const [task, label] of sample.labels.entries()) {
      const ofTask = counts[task];
      if (ofTask && label >= 0) ofTask[label] = (ofTask[label] ?? 0) + 1;
    }
  }
  return counts;
}

export const sum = (numbers: readonly number[] = []): number => numbers.reduce((total, number) => total + number, 0);
