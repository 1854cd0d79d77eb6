import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { data } from '../compare.ts';
import { computed, expectSameAsCpu } from './compare.ts';
import { onWebgpu } from './webgpu.ts';

type Pad = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

interface Case {
  readonly image: number[];
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly pad: Pad;
  readonly filters: number;
}

/** Channels in fours and not, windows over the edge, strides that leave pixels out, more pixels than one workgroup takes. */
const CASES: readonly Case[] = [
  { image: [2, 5, 7, 3], kernel: [3, 3], strides: [1, 1], pad: 'same', filters: 5 },
  { image: [2, 5, 7, 4], kernel: [3, 3], strides: [2, 2], pad: 'same', filters: 8 },
  { image: [2, 6, 7, 4], kernel: [3, 2], strides: [2, 1], pad: 'valid', filters: 6 },
  { image: [2, 7, 6, 3], kernel: [2, 3], strides: [2, 2], pad: 'valid', filters: 4 },
  { image: [1, 3, 3, 16], kernel: [3, 3], strides: [1, 1], pad: 'same', filters: 40 },
  { image: [1, 9, 9, 6], kernel: [5, 4], strides: [1, 2], pad: explicit([1, 0], [2, 1]), filters: 9 },
  { image: [4, 12, 12, 3], kernel: [3, 3], strides: [2, 2], pad: 'same', filters: 33 },
  { image: [3, 9, 9, 8], kernel: [1, 1], strides: [1, 1], pad: 'same', filters: 12 },
  { image: [3, 9, 8, 8], kernel: [1, 1], strides: [2, 2], pad: 'same', filters: 12 },
  { image: [3, 9, 9, 5], kernel: [1, 1], strides: [2, 3], pad: 'valid', filters: 7 },
  { image: [1, 4, 4, 70], kernel: [1, 1], strides: [1, 1], pad: 'same', filters: 66 },
  { image: [2, 20, 20, 36], kernel: [1, 1], strides: [1, 1], pad: 'valid', filters: 40 },
  { image: [1, 5, 5, 3], kernel: [1, 1], strides: [1, 1], pad: explicit([1, 1], [0, 1]), filters: 2 },
  { image: [2, 4, 3, 4], kernel: [1, 1], strides: [1, 1], pad: explicit([0, 1], [0, 2]), filters: 4 },
];

function explicit(rows: [number, number], columns: [number, number]): Pad {
  return [[0, 0], rows, columns, [0, 0]];
}

/** The op's result and its gradients, weighted by g so that every output counts differently. */
function withGradients(op: (x: tf.Tensor4D, w: tf.Tensor4D) => tf.Tensor) {
  return (...[x, w, g]: tf.Tensor[]): tf.Tensor[] => {
    const run = (a: tf.Tensor, b: tf.Tensor) => op(a as tf.Tensor4D, b as tf.Tensor4D);
    const y = run(x!, w!);
    const weights = tf.reshape(tf.slice(g!, [0], [y.size]), y.shape);
    return [y, ...tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(run(a, b), weights)))([x!, w!])];
  };
}

const webgpu = onWebgpu();
const outputWeights = data([40_000], 3);

for (const { image, kernel, strides, pad, filters } of CASES) {
  const how = `${image.join(' × ')} by ${kernel.join(' × ')}, strides ${strides.join(' × ')}, ${JSON.stringify(pad)}`;

  webgpu(`convolves ${how}, gradients included`, async () => {
    const inputs = [data(image, 1), data([...kernel, image[3]!, filters], 2), outputWeights];
    const convolution = withGradients((x, w) => tf.conv2d(x, w, strides, pad));
    await expectSameAsCpu(inputs, convolution);
  });

  webgpu(`convolves depthwise ${how}, gradients included`, async () => {
    const inputs = [data(image, 1), data([...kernel, image[3]!, 1], 2), outputWeights];
    const convolution = withGradients((x, w) => tf.depthwiseConv2d(x, w, strides, pad));
    await expectSameAsCpu(inputs, convolution);
  });
}

/** Rows, depth and columns; a depth of 2000 or more is shared out. */
const PRODUCTS = [
  [1, 1, 1],
  [33, 70, 37],
  [64, 48, 40],
  [130, 36, 132],
  [27, 2048, 40],
  [8, 2000, 12],
  [5, 2003, 3],
  [70, 2100, 66],
] as const;

for (const [transposeA, transposeB] of [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const) {
  const name = (matrix: string, transposed: boolean) => (transposed ? `${matrix}ᵀ` : matrix);
  webgpu(`multiplies ${name('a', transposeA)} · ${name('b', transposeB)}, alone and in batches`, async () => {
    for (const [rows, depth, columns] of PRODUCTS) {
      for (const outer of depth < 2000 ? [[], [3]] : [[]]) {
        const a = data([...outer, ...(transposeA ? [depth, rows] : [rows, depth])], 1);
        const b = data([...outer, ...(transposeB ? [columns, depth] : [depth, columns])], 2);
        await expectSameAsCpu([a, b], (x, y) => [tf.matMul(x!, y!, transposeA, transposeB)]);
      }
    }
  });
}

webgpu('leaves to TF.js what it does not do itself', async () => {
  const twoFilters = withGradients((x, w) => tf.depthwiseConv2d(x, w, 1, 'same'));
  await expectSameAsCpu([data([2, 6, 5, 3], 1), data([3, 3, 3, 2], 2), outputWeights], twoFilters);
});

webgpu('computes the same bits every time', async () => {
  const inputs = [data([2, 20, 20, 12], 1), data([3, 3, 12, 10], 2), outputWeights];
  const convolution = withGradients((x, w) => tf.conv2d(x, w, 1, 'same'));
  const matrices = [data([6, 4000], 1), data([4000, 5], 2)];
  const product = (...[a, b]: tf.Tensor[]) => [tf.matMul(a!, b!)];
  const all = async () => [await computed(inputs, convolution), await computed(matrices, product)];
  expect(await all()).toEqual(await all());
});
