import * as tf from '@tensorflow/tfjs-core';
import type { StepMetrics } from './learner.ts';

/** What one step measured. */
export interface StepValues {
  /** Within the epoch, from 1. */
  readonly step: number;
  /** Per head: labelled rows, mean loss over them, and how many were right. */
  readonly heads: readonly { readonly labelled: number; readonly loss: number; readonly correct: number }[];
}

/** Metrics of steps that wait on the device until someone wants to see them, so that no step is held up by reading. */
export class PendingMetrics {
  #waiting: { step: number; metrics: tf.Tensor1D; labelled: readonly number[] }[] = [];

  add(step: number, { metrics, labelled }: StepMetrics): void {
    this.#waiting.push({ step, metrics, labelled });
  }

  /** Reads what has come together, in one transfer. */
  async read(): Promise<StepValues[]> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return [];
    this.#waiting = [];
    const all = tf.stack(waiting.map(({ metrics }) => metrics));
    tf.dispose(waiting.map(({ metrics }) => metrics));
    const values = await all.data();
    all.dispose();
    return waiting.map(({ step, labelled }, i) => {
      const heads = labelled.length;
      const row = values.subarray(i * 2 * heads, (i + 1) * 2 * heads);
      return {
        step,
        heads: labelled.map((n, h) => ({ labelled: n, loss: row[h] as number, correct: row[heads + h] as number })),
      };
    });
  }

  dispose(): void {
    tf.dispose(this.#waiting.map(({ metrics }) => metrics));
    this.#waiting = [];
  }
}
