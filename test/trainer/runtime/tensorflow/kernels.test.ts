import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { batchNormalizationRelu, batchNormalizationTraining } from '../../../../trainer/ops/batch-normalization.ts';
import { relu } from '../../../../trainer/ops/relu.ts';
import { BACKEND, type TensorFlowBackend } from '../../../../trainer/runtime/tensorflow/backend.ts';
import { record } from '../../../../trainer/runtime/tensorflow/recorder.ts';
import fc from '../../../fast-check.ts';
import { type Data, data, expectClose, on } from '../compare.ts';
import { onNative } from './native.ts';

const native = onNative();

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** An op and its gradients for all inputs; every output counts differently. */
function withGradients(op: Op) {
  return (...inputs: tf.Tensor[]): tf.Tensor[] => {
    const y = op(...inputs);
    const weights = tf.tensor(data(y.shape, 9).values, y.shape);
    return [y, ...tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(op(...x), weights)))(inputs)];
  };
}

async function expectSameAsCpu(inputs: Data[], compute: (...x: tf.Tensor[]) => tf.Tensor[]): Promise<void> {
  const expected = await on('cpu', inputs, compute);
  for (const [i, values] of (await on(BACKEND, inputs, compute)).entries()) expectClose(values, expected[i]!);
}

/** Expects a recording, which does not run the heavy ops, to know the shapes that they have. */
function expectSameShapesRecorded(inputs: Data[], compute: (...x: tf.Tensor[]) => tf.Tensor[]): void {
  const shapes = (run: (compute: () => tf.Tensor[]) => tf.Tensor[]) =>
    tf.tidy(() => {
      const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape, 'float32'));
      return run(() => compute(...tensors)).map(({ shape }) => shape);
    });
  const backend = tf.backend() as unknown as TensorFlowBackend;
  expect(shapes((run) => record(backend, run).result)).toEqual(shapes((run) => run()));
}

const convolution = (strides: [number, number], pad: 'same' | 'valid') =>
  withGradients((x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad));
const depthwise = (strides: [number, number], pad: 'same' | 'valid') =>
  withGradients((x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad));
const maxPool = (kernel: [number, number], strides: [number, number], pad: 'same' | 'valid') =>
  withGradients((x) => tf.maxPool(x as tf.Tensor4D, kernel, strides, pad));

const window = fc.record({
  image: fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 4, max: 12 }),
    fc.integer({ min: 4, max: 12 }),
    fc.integer({ min: 1, max: 20 }),
  ),
  // As all our layers: TensorFlow 2.21 may crash on gradients of windows that are not square (oneDNN writes beyond its memory).
  kernel: fc.integer({ min: 1, max: 4 }).map((size): [number, number] => [size, size]),
  stride: fc.integer({ min: 1, max: 2 }),
  filters: fc.integer({ min: 1, max: 20 }),
  pad: fc.constantFrom('same' as const, 'valid' as const),
  seed: fc.nat(1000),
});

describe('kernels of the native runtime', () => {
  native('convolve with 1 × 1 kernels like the cpu backend, gradients included', async () => {
    for (const image of [
      [3, 7, 5, 20],
      [2, 50, 50, 3],
      [1, 1, 1, 1],
    ]) {
      for (const stride of [1, 2]) {
        const inputs = [data(image, stride), data([1, 1, image[3]!, stride === 2 ? 1 : 13], stride + 1)];
        await expectSameAsCpu(inputs, convolution([stride, stride], 'same'));
      }
    }
  });

  native('normalize like the cpu backend, gradients included', async () => {
    for (const shape of [
      [6, 5],
      [3, 4, 5, 17],
      [1, 1, 1, 3],
    ]) {
      const channels = [shape.at(-1)!];
      const inputs = [data(shape, 1), data(channels, 2), data(channels, 3)];
      const as1d = (x: tf.Tensor) => x as tf.Tensor1D;
      const training = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
        batchNormalizationTraining(x, as1d(gamma), as1d(beta), 1e-3);
      await expectSameAsCpu(
        inputs,
        withGradients((x, gamma, beta) => training(x!, gamma!, beta!).y),
      );
      await expectSameAsCpu(inputs, (x, gamma, beta) => {
        const { mean, variance } = training(x!, gamma!, beta!);
        return [mean, variance];
      });
      for (const maxValue of [undefined, 6, 0.3]) {
        const clipped = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
          batchNormalizationRelu(x, as1d(gamma), as1d(beta), 1e-3, maxValue).y;
        await expectSameAsCpu(
          inputs,
          withGradients((x, gamma, beta) => clipped(x!, gamma!, beta!)),
        );
      }
    }
  });

  native('clip like the cpu backend, gradients included', async () => {
    // 0.705 is none of the values: at the border itself gradients may differ.
    for (const maxValue of [undefined, 6, 0.705])
      await expectSameAsCpu(
        [data([300], 5)],
        withGradients((x) => relu(x!, maxValue)),
      );
  });

  native('have the shapes that a recording gives them', async () => {
    await tf.setBackend(BACKEND);
    fc.assert(
      fc.property(window, ({ image, kernel, stride, filters, pad, seed }) => {
        const x = data(image, seed);
        const strides: [number, number] = [stride, stride];
        expectSameShapesRecorded([x, data([...kernel, image[3], filters], seed + 1)], convolution(strides, pad));
        expectSameShapesRecorded([x, data([...kernel, image[3], 1], seed + 1)], depthwise(strides, pad));
        expectSameShapesRecorded([x], maxPool(kernel, strides, pad));
      }),
    );
  });
});
