import type { Task } from '../../core/config/tasks.ts';
import type { Metrics } from '../../schemas/types/run-event.ts';
import { DivergedError, notANumber } from './diverged.ts';
import { letOthersRun } from './event-loop.ts';
import { PROGRESS_INTERVAL_MS } from './events.ts';
import type { InputBatch } from './inputs.ts';
import type { Learner } from './learner.ts';
import { emptySums, metricsOf, type TaskSums } from './metrics.ts';
import { PendingMetrics, type StepValues } from './pending-metrics.ts';

export interface EpochOptions {
  readonly learner: Learner;
  readonly tasks: readonly Task[];
  readonly lossWeights: readonly number[];
  readonly inputShape: readonly number[];
  readonly epoch: number;
  readonly learningRate: number;
  readonly stop: AbortSignal;
  /** Told at most about ten times a second, and after the last step. */
  readonly onProgress: (progress: EpochProgress) => void;
}

export interface EpochProgress {
  /** Steps done. */
  readonly steps: number;
  readonly metrics: Metrics;
  /** Rows that counted. */
  readonly images: number;
  /** Since the first batch was ready. */
  readonly seconds: number;
  /** Until the first batch was ready. */
  readonly waited: number;
}

/**
 * Trains one epoch: a step for every batch. Ends early after the step during which a stop is asked for. Rejects with DivergedError if a
 * loss is no number; the metrics are read some steps later, so the learner may have gone on by then.
 */
export async function trainEpoch(batches: AsyncIterable<InputBatch>, options: EpochOptions): Promise<EpochProgress> {
  const { learner, tasks, lossWeights, inputShape, learningRate, stop, onProgress } = options;
  const pending = new PendingMetrics();
  const sums = emptySums(tasks);
  let [steps, images] = [0, 0];
  const asked = performance.now();
  let started = asked;
  // After the first step at once: people see numbers soon, and a run that diverges ends soon.
  let read = Number.NEGATIVE_INFINITY;
  let told = 0;
  const progress = async (): Promise<EpochProgress> => {
    for (const values of await pending.read()) add(sums, values, options);
    read = performance.now();
    return {
      steps,
      metrics: metricsOf(tasks, sums, lossWeights),
      images,
      seconds: (read - started) / 1000,
      waited: (started - asked) / 1000,
    };
  };
  try {
    for await (const batch of batches) {
      if (stop.aborted) break;
      if (steps === 0) started = performance.now();
      pending.add(++steps, learner.step(batch, inputShape, learningRate));
      images += batch.usable.filter(Boolean).length;
      await letOthersRun();
      if (stop.aborted) break;
      if (performance.now() - read < PROGRESS_INTERVAL_MS) continue;
      onProgress(await progress());
      told = steps;
    }
    const last = await progress();
    if (steps > told) onProgress(last);
    return last;
  } finally {
    pending.dispose();
  }
}

function add(
  sums: readonly TaskSums[],
  { step, heads }: StepValues,
  { tasks, epoch, learningRate }: EpochOptions,
): void {
  for (const [t, { labelled, loss, correct }] of heads.entries()) {
    if (!Number.isFinite(loss)) {
      const { task } = tasks[t] as Task;
      throw new DivergedError(
        `The loss of task ${task} became ${notANumber(loss)} in step ${step} of epoch ${epoch + 1}.`,
        learningRate,
      );
    }
    const sum = sums[t] as TaskSums;
    sum.rows += labelled;
    sum.loss += loss * labelled;
    sum.correct += correct;
  }
}
