import type { Task } from '../../core/config/tasks.ts';
import type { Sample } from '../../core/dataframe/dataframe.ts';
import { emptySums, type TaskSums } from './metrics.ts';

/** What the network says of some samples. */
export interface Predictions {
  readonly samples: readonly Sample[];
  /** Per sample: whether its image could be read. The others count nowhere. */
  readonly usable: readonly boolean[];
  /** Per task [samples, labels], row after row: values before softmax. */
  readonly logits: readonly Float32Array[];
}

/** One labelled and usable row of one task. */
export interface RowPrediction {
  readonly sample: Sample;
  readonly label: number;
  /** The first of the most probable labels. */
  readonly predicted: number;
  /** Probability of `predicted`. */
  readonly probability: number;
  /** Cross-entropy in nats: −log of the probability of `label`. */
  readonly loss: number;
}

export function* rowPredictions(predictions: Predictions, task: number, labels: number): Generator<RowPrediction> {
  const logits = predictions.logits[task] as Float32Array;
  for (const [row, sample] of predictions.samples.entries()) {
    const label = sample.labels[task] as number;
    if (label < 0 || !predictions.usable[row]) continue;
    const values = logits.subarray(row * labels, (row + 1) * labels);
    const predicted = argMax(values);
    const logSum = logSumExp(values);
    yield {
      sample,
      label,
      predicted,
      // An infinite logit leaves no doubt, though its arithmetic does.
      probability: Number.isFinite(logSum) ? Math.exp((values[predicted] as number) - logSum) : 1,
      loss: logSum - (values[label] as number),
    };
  }
}

/** Sums for metricsOf: every row counts alike, whatever its class. */
export function predictionSums(tasks: readonly Task[], predictions: Predictions): TaskSums[] {
  const sums = emptySums(tasks);
  for (const [t, sum] of sums.entries()) {
    for (const { label, predicted, loss } of rowPredictions(predictions, t, (tasks[t] as Task).labels.length)) {
      sum.rows++;
      sum.loss += loss;
      if (label === predicted) sum.correct++;
    }
  }
  return sums;
}

function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

function logSumExp(values: Float32Array): number {
  const largest = values[argMax(values)] as number;
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
