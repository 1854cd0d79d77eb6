import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { type Data, expectClose, on, type Values } from '../compare.ts';

/** As `on`, for the WebGPU runtime that is open: its values cannot be read at once. */
export async function computed(inputs: Data[], compute: (...x: tf.Tensor[]) => tf.Tensor[]): Promise<Values[]> {
  await tf.setBackend('webgpu');
  const before = tf.memory().numTensors;
  const outputs = tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
    return compute(...tensors);
  });
  const values = (await Promise.all(outputs.map((output) => output.data()))) as Values[];
  tf.dispose(outputs);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

/**
 * Expects the WebGPU runtime that is open to compute what TF.js' pure-JavaScript backend computes: to 2e-4 of the largest value, or of
 * 1 where all are smaller. Sums in another order differ by some 1e-6.
 */
export async function expectSameAsCpu(inputs: Data[], compute: (...x: tf.Tensor[]) => tf.Tensor[]): Promise<void> {
  const expected = await on('cpu', inputs, compute);
  const actual = await computed(inputs, compute);
  expect(actual.length).toBe(expected.length);
  for (const [index, values] of expected.entries()) expectClose(actual[index]!, values, 2e-4);
}
