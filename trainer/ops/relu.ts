import * as tf from '@tensorflow/tfjs-core';
import { CLIPPED_RELU, CLIPPED_RELU_GRADIENT, hasKernel, runKernel } from './kernels.ts';

/**
 * max(x, 0), at most `maxValue` if it is given (6 in MobileNet).
 *
 * @param x any shape
 */
export function relu<T extends tf.Tensor>(x: T, maxValue = Number.POSITIVE_INFINITY): T {
  if (hasKernel(CLIPPED_RELU)) return runKernel(CLIPPED_RELU, { x }, { maxValue })[0] as T;
  if (maxValue === Number.POSITIVE_INFINITY) return tf.relu(x);
  return tf.minimum(tf.relu(x), maxValue);
}

tf.registerGradient({
  kernelName: CLIPPED_RELU,
  outputsToSave: [true],
  gradFunc: (dy, [y], attributes) => ({
    x: () => {
      const inputs = { dy: dy as tf.Tensor, y: y as tf.Tensor };
      return runKernel(CLIPPED_RELU_GRADIENT, inputs, { maxValue: attributes.maxValue as number })[0] as tf.Tensor;
    },
  }),
});
