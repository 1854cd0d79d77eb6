import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { adam } from '../../../../trainer/ops/adam.ts';
import { batchNormalizationRelu, batchNormalizationTraining } from '../../../../trainer/ops/batch-normalization.ts';
import { relu } from '../../../../trainer/ops/relu.ts';
import { type Normalization, normalizationInputs, normalized } from '../../ops/normalization.ts';
import { type Data, data, expectClose, on } from '../compare.ts';
import { computed, expectSameAsCpu } from './compare.ts';
import { onWebgpu } from './webgpu.ts';

const webgpu = onWebgpu();
const EPSILON = 1e-3;

const OPS: Readonly<Record<string, Normalization>> = {
  'normalizes batches': (x, gamma, beta) => batchNormalizationTraining(x, gamma, beta, EPSILON),
  'normalizes and clips at 0': (x, gamma, beta) => batchNormalizationRelu(x, gamma, beta, EPSILON),
  'normalizes and clips on both sides': (x, gamma, beta) => batchNormalizationRelu(x, gamma, beta, EPSILON, 0.605),
};

/** One row and many, channels in fours and not, more of both than a workgroup takes. */
const SHAPES = [
  [7, 3],
  [2, 1],
  [3, 17, 9, 1],
  [1, 8, 8, 20],
  [2, 3, 3, 160],
  [4, 40, 30, 8],
  [3, 50, 20, 5],
];

for (const [name, op] of Object.entries(OPS)) {
  webgpu(`${name} like the cpu backend, gradients included`, async () => {
    for (const shape of SHAPES) await expectSameAsCpu(normalizationInputs(shape, 3), normalized(op));
  });
}

webgpu('keeps the digits of a normalization when the mean is far from 0', async () => {
  const x = data([500, 5], 1);
  const far = { shape: x.shape, values: x.values.map((value) => value + 1000) };
  const near = { shape: x.shape, values: far.values.map((value) => value - 1000) };
  const [, gamma, beta, g] = normalizationInputs([500, 5], 2) as [Data, Data, Data, Data];
  const op = normalized(OPS['normalizes batches']!);
  const [expected] = await on('cpu', [near, gamma, beta, g], op);
  const [actual] = await computed([far, gamma, beta, g], op);
  expectClose(actual!, expected!, 1e-3);
});

webgpu('clips like the cpu backend, gradients included', async () => {
  for (const maxValue of [undefined, 0.705]) {
    await expectSameAsCpu([data([4, 77], 1), data([4, 77], 2)], (x, g) => [
      relu(x!, maxValue),
      tf.grad((value) => tf.sum(tf.mul(relu(value, maxValue), g!)))(x!),
    ]);
  }
});

webgpu('shows a NaN that it is given', async () => {
  const x = { shape: [2], values: Float32Array.of(Number.NaN, -1) };
  const [clipped] = await computed([x], (value) => [relu(value!, 6)]);
  expectClose(clipped!.subarray(1), Float32Array.of(0));
  expect(clipped![0]).toBeNaN();
});

webgpu('takes a step of Adam like the cpu backend', async () => {
  const variance = data([3, 91], 3);
  const state = [data([3, 91], 1), data([3, 91], 2), { ...variance, values: variance.values.map(Math.abs) }];
  await expectSameAsCpu([...state, data([3, 91], 4)], (variable, m, v, gradient) => {
    const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const next = adam(variable!, m!, v!, gradient!, tf.scalar(0.01), settings);
    return [next.variable, next.m, next.v];
  });
});
