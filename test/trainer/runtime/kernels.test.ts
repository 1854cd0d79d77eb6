import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchNormalizationInference } from '../../../trainer/ops/batch-normalization.ts';
import type { Runtime } from '../../../trainer/runtime/rung.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import fc from '../../fast-check.ts';
import { type Data, data, expectSameAsCpu, expectSameOnAllThreads, on } from './compare.ts';

type Pad = 'same' | 'valid' | [[number, number], [number, number], [number, number], [number, number]];

/** Sizes of a convolution or pooling; images are at least as large as the kernel. */
const window = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    extraHeight: fc.integer({ min: 0, max: 9 }),
    extraWidth: fc.integer({ min: 0, max: 9 }),
    kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 })),
    channels: fc.integer({ min: 1, max: 20 }),
    filters: fc.integer({ min: 1, max: 20 }),
    pad: fc.constantFrom('same', 'valid', 'explicit'),
    seed: fc.nat(1000),
  })
  .map(({ batch, extraHeight, extraWidth, kernel, pad, ...rest }) => {
    const [kernelHeight, kernelWidth] = kernel;
    const [top, left] = [Math.min(1, kernelHeight - 1), Math.min(2, kernelWidth - 1)];
    const explicit: Pad = [
      [0, 0],
      [top, 0],
      [left, top],
      [0, 0],
    ];
    return {
      ...rest,
      kernel,
      image: [batch, kernelHeight + extraHeight, kernelWidth + extraWidth, rest.channels],
      pad: (pad === 'explicit' ? explicit : pad) as Pad,
    };
  });

/** Large enough for every thread to have work of its own. */
const large = [
  { image: [2, 21, 19, 19], kernel: [3, 3], strides: [1, 1], filters: 13 },
  { image: [3, 22, 20, 16], kernel: [3, 3], strides: [2, 2], filters: 20 },
  { image: [4, 20, 20, 37], kernel: [1, 1], strides: [1, 1], filters: 22 },
  { image: [1, 7, 7, 300], kernel: [1, 1], strides: [1, 1], filters: 130 },
  { image: [2, 21, 21, 24], kernel: [1, 1], strides: [2, 2], filters: 40 },
  { image: [2, 24, 24, 12], kernel: [5, 4], strides: [1, 2], filters: 9 },
] as { image: number[]; kernel: [number, number]; strides: [number, number]; filters: number }[];

const RUNS = { numRuns: 30 };

/** The op's result and its gradients for all inputs, weighted by g so that every output counts differently. */
function withGradients(op: (...inputs: tf.Tensor[]) => tf.Tensor) {
  return (...tensors: tf.Tensor[]): tf.Tensor[] => {
    const inputs = tensors.slice(0, -1);
    const g = tensors.at(-1)!;
    const y = op(...inputs);
    const weights = tf.reshape(tf.slice(g, [0], [y.size]), y.shape);
    return [y, ...tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(op(...x), weights)))(inputs)];
  };
}

const bytes = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

const outputWeights = (seed: number): Data => data([200_000], seed + 7);

const convolution = (strides: [number, number], pad: Pad) =>
  withGradients((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad));
const depthwise = (strides: [number, number], pad: Pad) =>
  withGradients((x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad));
const maxPool = (kernel: [number, number], strides: [number, number], pad: Pad) =>
  withGradients((x) => tf.maxPool(x as tf.Tensor4D, kernel, strides, pad));

describe.each([
  ['one thread', { threads: 1 }],
  ['three threads, which share even the smallest work', { threads: 3, shareAlways: true }],
])('kernels on %s', (_, options) => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await openWasm(options);
  });
  afterAll(() => runtime.dispose());

  it('convolves like the cpu backend, gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(window, async ({ image, kernel, strides, channels, filters, pad, seed }) => {
        const inputs = [data(image, seed), data([...kernel, channels, filters], seed + 1), outputWeights(seed)];
        await expectSameAsCpu(inputs, convolution(strides, pad));
      }),
      RUNS,
    );
  });

  it('convolves depthwise like the cpu backend, gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(window, async ({ image, kernel, strides, channels, pad, seed }) => {
        const inputs = [data(image, seed), data([...kernel, channels, 1], seed + 1), outputWeights(seed)];
        await expectSameAsCpu(inputs, depthwise(strides, pad));
      }),
      RUNS,
    );
  });

  it('pools like the cpu backend, ties and gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(window, async ({ image, kernel, strides, pad, seed }) => {
        await expectSameAsCpu([data(image, seed), outputWeights(seed)], maxPool(kernel, strides, pad));
      }),
      RUNS,
    );
  });

  it('multiplies matrices, transposed or not, alone or in batches', async () => {
    const size = fc.integer({ min: 1, max: 70 });
    const batches = fc.constantFrom<[number[], number[]]>(
      [[], []],
      [[3], [3]],
      [[1], [4]],
      [
        [2, 2],
        [2, 2],
      ],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(size, size, size, fc.boolean(), fc.boolean(), batches, fc.nat(1000)),
        async ([rows, columns, depth, transposeA, transposeB, [outerA, outerB], seed]) => {
          const a = data([...outerA, ...(transposeA ? [depth, rows] : [rows, depth])], seed);
          const b = data([...outerB, ...(transposeB ? [columns, depth] : [depth, columns])], seed + 1);
          await expectSameAsCpu([a, b], (x, y) => [tf.matMul(x!, y!, transposeA, transposeB)]);
        },
      ),
      RUNS,
    );
  });

  it('normalizes with given statistics like the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 9 }), async (channels, side) => {
        const perChannel = [1, 2, 3].map((seed) => data([channels], seed));
        const variance = { shape: [channels], values: data([channels], 4).values.map((value) => 1.5 + value) };
        await expectSameAsCpu([data([2, side, side, channels], 5), ...perChannel, variance], (x, g, b, m, v) => [
          batchNormalizationInference(x!, g as tf.Tensor1D, b as tf.Tensor1D, m as tf.Tensor1D, v as tf.Tensor1D, 1e-3),
        ]);
      }),
      RUNS,
    );
  });

  it('cuts blocks out of images', async () => {
    const axis = fc
      .integer({ min: 1, max: 9 })
      .chain((length) =>
        fc
          .integer({ min: 0, max: length - 1 })
          .chain((begin) => fc.integer({ min: 1, max: length - begin }).map((size) => ({ length, begin, size }))),
      );
    await fc.assert(
      fc.asyncProperty(fc.tuple(axis, axis, axis, axis), async (axes) => {
        type Quadruple = [number, number, number, number];
        const begin = axes.map((each) => each.begin) as Quadruple;
        const size = axes.map((each) => each.size) as Quadruple;
        const x = data(
          axes.map(({ length }) => length),
          1,
        );
        await expectSameAsCpu([x], (image) => [tf.slice(image as tf.Tensor4D, begin, size)]);
      }),
      RUNS,
    );
  });

  it('says clearly what it cannot do', async () => {
    await tf.setBackend('wasm');
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 8, 8, 2]);
      const twoFilters = tf.ones<tf.Rank.R4>([3, 3, 2, 2]);
      const gradient = tf.grad((input) => tf.sum(tf.depthwiseConv2d(input as tf.Tensor4D, twoFilters, 1, 'same')));
      expect(() => gradient(x)).toThrow('need one filter a channel, not 2');
      const dilated = tf.depthwiseConv2d(x, tf.ones<tf.Rank.R4>([3, 3, 2, 1]), 1, 'same', 'NHWC', 2);
      expect(dilated.shape).toEqual([1, 8, 8, 2]);
    });
  });
});

describe('large kernels on one, two and three threads', () => {
  it('cut blocks out of images', async () => {
    await expectSameOnAllThreads([data([5, 30, 31, 9], 1)], (x) => [
      tf.slice(x as tf.Tensor4D, [1, 0, 2, 0], [4, 29, 28, 9]),
      tf.slice(x as tf.Tensor4D, [0, 1, 0, 3], [5, 29, 31, 5]),
    ]);
  });

  it.each(large)('convolves $image by $kernel, strides $strides', async ({ image, kernel, strides, filters }) => {
    for (const pad of ['same', 'valid'] as const) {
      const inputs = [data(image, 1), data([...kernel, image[3]!, filters], 2), outputWeights(3)];
      await expectSameOnAllThreads(inputs, convolution(strides, pad));
    }
  });

  it.each(large)('convolves $image depthwise by $kernel, strides $strides', async ({ image, kernel, strides }) => {
    for (const pad of ['same', 'valid'] as const) {
      const inputs = [data(image, 1), data([...kernel, image[3]!, 1], 2), outputWeights(3)];
      await expectSameOnAllThreads(inputs, depthwise(strides, pad));
    }
  });

  it.each(large)('pools $image by $kernel, strides $strides', async ({ image, kernel, strides }) => {
    for (const pad of ['same', 'valid'] as const) {
      await expectSameOnAllThreads([data(image, 1), outputWeights(3)], maxPool(kernel, strides, pad));
    }
  });

  it('multiplies matrices larger than its blocks', async () => {
    for (const [rows, depth, columns] of [
      [130, 1100, 300],
      [5, 600, 513],
    ] as const) {
      await expectSameOnAllThreads([data([rows, depth], 1), data([depth, columns], 2)], (a, b) => [tf.matMul(a!, b!)]);
      await expectSameOnAllThreads([data([depth, rows], 1), data([columns, depth], 2)], (a, b) => [
        tf.matMul(a!, b!, true, true),
      ]);
    }
  });

  it('computes the same bits every time', async () => {
    const inputs = [data([3, 40, 40, 24], 1), data([3, 3, 24, 24], 2), data([3, 3, 24, 1], 3), data([100_000], 4)];
    const net = withGradients((x, w, d) => {
      const y = tf.depthwiseConv2d(
        tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
        d as tf.Tensor4D,
        1,
        'same',
      );
      return tf.maxPool(y, 3, 2, 'same');
    });
    for (const threads of [1, 2, 3]) {
      const runtime = await openWasm({ threads, shareAlways: true });
      const first = await on('wasm', inputs, net);
      for (let repeat = 0; repeat < 5; repeat++) {
        const again = await on('wasm', inputs, net);
        for (const [index, values] of again.entries())
          expect(Buffer.compare(bytes(values), bytes(first[index]!))).toBe(0);
      }
      await runtime.dispose();
    }
  });
});
