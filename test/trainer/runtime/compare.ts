import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';

export type Values = Float32Array;

/** A tensor's values as plain data, so that they can move from one backend to another. */
export interface Data {
  readonly shape: number[];
  readonly values: Values;
}

/** Reproducible values in −1 … 1, with repeats among them so that maxima tie. */
export function data(shape: number[], seed: number): Data {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(size);
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = Math.round((state / 2 ** 31 - 1) * 50) / 50;
  }
  return { shape, values };
}

/** Runs `compute` on a backend, inputs and outputs being plain data, and checks that it leaves no tensors behind. */
export async function on(
  backend: string,
  inputs: Data[],
  compute: (...x: tf.Tensor[]) => tf.Tensor[],
): Promise<Values[]> {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const outputs = tf.tidy(() => {
    const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
    return compute(...tensors);
  });
  const values = outputs.map((output) => output.dataSync() as Values);
  tf.dispose(outputs);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

/** Expects the wasm runtime that is open to compute what TF.js' pure-JavaScript backend computes, within float rounding. */
export async function expectSameAsCpu(inputs: Data[], compute: (...x: tf.Tensor[]) => tf.Tensor[]): Promise<void> {
  const expected = await on('cpu', inputs, compute);
  expectAllClose(await on('wasm', inputs, compute), expected);
}

/** The same on one, two and three threads; none may be open. */
export async function expectSameOnAllThreads(
  inputs: Data[],
  compute: (...x: tf.Tensor[]) => tf.Tensor[],
): Promise<void> {
  const expected = await on('cpu', inputs, compute);
  for (const threads of [1, 2, 3]) {
    const runtime = await openWasm({ threads, shareAlways: true });
    try {
      expectAllClose(await on('wasm', inputs, compute), expected);
    } finally {
      await runtime.dispose();
    }
  }
}

function expectAllClose(actual: Values[], expected: Values[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, values] of expected.entries()) expectClose(actual[index]!, values);
}

export function expectClose(actual: Values, expected: Values, tolerance = 2e-4): void {
  expect(actual.length).toBe(expected.length);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= tolerance * scale))
      expect({ index: i, value: actual[i] }).toEqual({ index: i, value: expected[i] });
  }
}
