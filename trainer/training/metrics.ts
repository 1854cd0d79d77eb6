import type { Task } from '../../core/config/tasks.ts';
import type { Metrics, TaskMetrics } from '../../schemas/types/run-event.ts';

/** Sums over rows from which a task's metrics are made. */
export interface TaskSums {
  /** Labelled rows. */
  rows: number;
  /** Sum of the rows' cross-entropies, weighted by class where training does so. */
  loss: number;
  /** Rows whose most probable label is the right one. */
  correct: number;
}

export const emptySums = (tasks: readonly Task[]): TaskSums[] => tasks.map(() => ({ rows: 0, loss: 0, correct: 0 }));

/**
 * Means over labelled rows, and as total loss their sum weighted by task. Without missing labels these are Keras' metrics.
 * Values are rounded to float32, in which Keras keeps its metrics. A task without labelled rows is null and adds 0 to the total.
 */
export function metricsOf(
  tasks: readonly Task[],
  sums: readonly Readonly<TaskSums>[],
  lossWeights: readonly number[],
): Metrics {
  let total: number | null = null;
  const entries = tasks.map(({ task }, t): [string, TaskMetrics] => {
    const { rows, loss, correct } = sums[t] as TaskSums;
    if (rows === 0) return [task, { loss: null, accuracy: null }];
    total = (total ?? 0) + (lossWeights[t] as number) * (loss / rows);
    return [task, { loss: Math.fround(loss / rows), accuracy: Math.fround(correct / rows) }];
  });
  return { loss: total === null ? null : Math.fround(total), tasks: Object.fromEntries(entries) };
}

/** Metrics as an event carries them: JSON has no NaN and no infinity, so they become null. */
export function finiteMetrics(metrics: Metrics): Metrics {
  return {
    loss: finite(metrics.loss),
    tasks: Object.fromEntries(
      Object.entries(metrics.tasks).map(([task, { loss, accuracy }]) => [task, { loss: finite(loss), accuracy }]),
    ),
  };
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);
