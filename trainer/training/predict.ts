import * as tf from '@tensorflow/tfjs-core';
import type { Task } from '../../core/config/tasks.ts';
import type { Sample } from '../../core/dataframe/dataframe.ts';
import type { InferenceProgram } from '../runtime/programs.ts';
import { letOthersRun } from './event-loop.ts';
import type { InputBatch } from './inputs.ts';
import type { Predictions } from './predictions.ts';

export interface PredictOptions {
  /** With its weights loaded. */
  readonly program: InferenceProgram;
  readonly tasks: readonly Task[];
  /** Shape of one row of the inputs. */
  readonly inputShape: readonly number[];
  /** Leaves off between two batches. */
  readonly stop?: AbortSignal;
  readonly onProgress?: (rows: number) => void;
}

/** Runs batches through the network as it is in use, not in training. undefined: it was told to stop before it was through. */
export async function predict(
  batches: AsyncIterable<InputBatch>,
  { program, tasks, inputShape, stop, onProgress }: PredictOptions,
): Promise<Predictions | undefined> {
  const samples: Sample[] = [];
  const usable: boolean[] = [];
  const outputs: Promise<Float32Array[]>[] = [];
  let rows = 0;
  for await (const batch of batches) {
    const x = tf.tensor(batch.inputs, [batch.samples.length, ...inputShape], 'float32');
    const logits = program.run(x);
    x.dispose();
    // Read back while the device goes on with the next batch.
    const output = readAndDispose(logits);
    output.catch(() => {});
    outputs.push(output);
    samples.push(...batch.samples);
    usable.push(...batch.usable);
    rows += batch.usable.filter(Boolean).length;
    onProgress?.(rows);
    await letOthersRun();
    if (stop?.aborted) break;
  }
  const read = await Promise.all(outputs);
  if (stop?.aborted) return undefined;
  return { samples, usable, logits: tasks.map((_, task) => joined(read.map((heads) => heads[task] as Float32Array))) };
}

async function readAndDispose(tensors: readonly tf.Tensor[]): Promise<Float32Array[]> {
  try {
    return (await Promise.all(tensors.map((tensor) => tensor.data()))).map((data) => Float32Array.from(data));
  } finally {
    tf.dispose([...tensors]);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
