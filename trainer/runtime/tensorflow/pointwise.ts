import * as tf from '@tensorflow/tfjs-core';
import { Attributes } from './attributes.ts';
import { BACKEND, type TensorFlowBackend } from './backend.ts';
import type { Run } from './kernels.ts';

/** Above so many pixels in a batch, oneDNN's convolution is as fast on 1 × 1 kernels as its matrix product. */
const MOST_PIXELS = 4096;

type Tensors = Record<string, tf.Tensor>;
type Strides = readonly [height: number, width: number];
interface Sliding {
  readonly strides: number | Strides;
}

/**
 * Convolutions with a 1 × 1 kernel and their gradients as matrix products: with many channels and few pixels, as in the depth of a network,
 * these take a quarter less time on a CPU. With a stride, only the pixels that count are taken; oneDNN's own gradient for such kernels writes
 * beyond its memory for some numbers of channels (TensorFlow 2.21: 10 in, 1 out). The others go to TF.js' own kernels.
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
  /** Zeros of the shape, with the values where tf.stridedSlice would take them from. */
  const spread = (values: tf.Tensor, shape: readonly number[], strides: Strides) => {
    const [begin, end, steps] = slicing(shape, strides).map((numbers) => tf.tensor1d(numbers, 'int32'));
    const masks = ['begin', 'end', 'ellipsis', 'new_axis', 'shrink_axis'];
    const given = [
      attributes.float(),
      attributes.integers('Index'),
      ...masks.map((mask) => attributes.integer(`${mask}_mask`, 0)),
    ];
    return backend.executeSingleOutput('StridedSliceGrad', given, [
      tf.tensor1d([...shape], 'int32'),
      begin!,
      end!,
      steps!,
      values,
    ]);
  };
  return {
    Conv2D: orStock('Conv2D', ({ x, filter }: Tensors, sliding: Sliding) => {
      const strides = pointwiseStrides(x!, filter!.shape, sliding);
      if (strides === undefined) return undefined;
      const taken = take(x!, strides);
      return tf.reshape(product(pixels(taken), matrix(filter!)), [...taken.shape.slice(0, 3), filter!.shape[3]!]);
    }),
    Conv2DBackpropInput: orStock(
      'Conv2DBackpropInput',
      ({ dy, filter }: Tensors, { inputShape, ...sliding }: Sliding & { readonly inputShape: number[] }) => {
        const strides = pointwiseStrides(dy!, filter!.shape, sliding);
        if (strides === undefined) return undefined;
        const dx = product(pixels(dy!), matrix(filter!), { transposeB: true });
        if (isUnit(strides)) return tf.reshape(dx, inputShape);
        return spread(tf.reshape(dx, [...dy!.shape.slice(0, 3), inputShape[3]!]), inputShape, strides);
      },
    ),
    Conv2DBackpropFilter: orStock(
      'Conv2DBackpropFilter',
      ({ x, dy }: Tensors, { filterShape, ...sliding }: Sliding & { readonly filterShape: number[] }) => {
        const strides = pointwiseStrides(x!, filterShape, sliding);
        if (strides === undefined) return undefined;
        return tf.reshape(product(pixels(take(x!, strides)), pixels(dy!), { transposeA: true }), filterShape);
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

/** The strides of a convolution that is to be a matrix product; undefined: it is to stay what it is. */
function pointwiseStrides(x: tf.Tensor, [height, width]: readonly number[], { strides }: Sliding): Strides | undefined {
  if (height !== 1 || width !== 1) return undefined;
  const both: Strides = typeof strides === 'number' ? [strides, strides] : strides;
  return isUnit(both) && x.size / x.shape.at(-1)! > MOST_PIXELS ? undefined : both;
}

const isUnit = ([height, width]: Strides) => height === 1 && width === 1;

/** Every `strides`-th pixel, from the first. With a 1 × 1 kernel there is no padding. */
function take(x: tf.Tensor, strides: Strides): tf.Tensor {
  return isUnit(strides) ? x : tf.stridedSlice(x, ...slicing(x.shape, strides));
}

function slicing(
  shape: readonly number[],
  [height, width]: Strides,
): [begin: number[], end: number[], steps: number[]] {
  return [[0, 0, 0, 0], [...shape], [1, height, width, 1]];
}

/** [N, height, width, channels] → [N · height · width, channels] */
const pixels = (x: tf.Tensor) => tf.reshape(x, [-1, x.shape.at(-1)!]);
/** [1, 1, in, out] → [in, out] */
const matrix = (filter: tf.Tensor) => tf.reshape(filter, filter.shape.slice(2));
