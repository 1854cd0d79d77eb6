import * as tf from '@tensorflow/tfjs-core';
import { Attributes } from './attributes.ts';
import { BACKEND, type TensorFlowBackend } from './backend.ts';
import type { Run } from './kernels.ts';

/** Above so many pixels in a batch, oneDNN's convolution is as fast on 1 × 1 kernels as its matrix product. */
const MOST_PIXELS = 4096;

type Tensors = Record<string, tf.Tensor>;
interface Sliding {
  readonly strides: number | readonly number[];
}

/**
 * Convolutions with a 1 × 1 kernel and stride 1, and their gradients, as matrix products: with many channels and few pixels, as in the depth
 * of a network, these take a quarter less time on a CPU. The others go to TF.js' own kernels.
 */
export function pointwiseKernels(backend: TensorFlowBackend): Record<string, Run> {
  const attributes = new Attributes(backend.binding);
  const product = (a: tf.Tensor, b: tf.Tensor, { transposeA = false, transposeB = false } = {}) =>
    backend.executeSingleOutput(
      'MatMul',
      [
        attributes.float(),
        attributes.boolean('transpose_a', transposeA),
        attributes.boolean('transpose_b', transposeB),
      ],
      [a, b],
    );
  return {
    Conv2D: orStock('Conv2D', ({ x, filter }: Tensors, { strides }: Sliding) => {
      if (!isPointwise(x!, filter!.shape, strides)) return undefined;
      return tf.reshape(product(pixels(x!), matrix(filter!)), [...x!.shape.slice(0, 3), filter!.shape[3]!]);
    }),
    Conv2DBackpropInput: orStock(
      'Conv2DBackpropInput',
      ({ dy, filter }: Tensors, { strides, inputShape }: Sliding & { readonly inputShape: number[] }) => {
        if (!isPointwise(dy!, filter!.shape, strides)) return undefined;
        return tf.reshape(product(pixels(dy!), matrix(filter!), { transposeB: true }), inputShape);
      },
    ),
    Conv2DBackpropFilter: orStock(
      'Conv2DBackpropFilter',
      ({ x, dy }: Tensors, { strides, filterShape }: Sliding & { readonly filterShape: number[] }) => {
        if (!isPointwise(x!, filterShape, strides)) return undefined;
        return tf.reshape(product(pixels(x!), pixels(dy!), { transposeA: true }), filterShape);
      },
    ),
  };
}

/** A kernel that leaves the cases for which it gives undefined to the kernel that is registered now. */
function orStock(kernelName: string, run: (inputs: Tensors, attributes: never) => tf.Tensor | undefined): Run {
  const { kernelFunc: stock } = tf.getKernel(kernelName, BACKEND);
  return (inputs, attributes) =>
    run(inputs, attributes) ?? (stock({ inputs, attrs: attributes, backend: tf.backend() }) as tf.Tensor);
}

function isPointwise(x: tf.Tensor, [height, width]: readonly number[], strides: Sliding['strides']): boolean {
  const unit = [strides].flat().every((stride) => stride === 1);
  return unit && height === 1 && width === 1 && x.size / x.shape.at(-1)! <= MOST_PIXELS;
}

/** [N, height, width, channels] → [N · height · width, channels] */
const pixels = (x: tf.Tensor) => tf.reshape(x, [-1, x.shape.at(-1)!]);
/** [1, 1, in, out] → [in, out] */
const matrix = (filter: tf.Tensor) => tf.reshape(filter, filter.shape.slice(2));
