import * as tf from '@tensorflow/tfjs-core';
import {
  BATCH_NORMALIZATION,
  BATCH_NORMALIZATION_GRADIENT,
  type BatchNormalizationAttributes,
  CLIPPED_BATCH_NORMALIZATION,
  hasKernel,
  runKernel,
} from './kernels.ts';
import { relu } from './relu.ts';

interface Normalized<T extends tf.Tensor> {
  readonly y: T;
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalization as in training (Ioffe and Szegedy 2015): y = (x − mean) / √(variance + epsilon) · gamma + beta with the mean and
 * the biased variance of this batch, over all axes but the last.
 *
 * @param x [N, H, W, C] or [N, C]
 * @param gamma [C]
 * @param beta [C]
 * @returns y like x, and mean and variance [C]. y is differentiable in x, gamma and beta; mean and variance are for the moving
 *   statistics, and gradients through them are not defined.
 */
export function batchNormalizationTraining<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): Normalized<T> {
  if (!hasKernel(BATCH_NORMALIZATION)) return composed(x, gamma, beta, epsilon);
  return fused(BATCH_NORMALIZATION, x, gamma, beta, {
    epsilon,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
}

/**
 * batchNormalizationTraining followed by relu, in one pass over the memory where the rung can.
 *
 * @param maxValue as for relu
 */
export function batchNormalizationRelu<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
  maxValue = Number.POSITIVE_INFINITY,
): Normalized<T> {
  if (hasKernel(CLIPPED_BATCH_NORMALIZATION)) {
    return fused(CLIPPED_BATCH_NORMALIZATION, x, gamma, beta, { epsilon, low: 0, high: maxValue });
  }
  const { y, mean, variance } = batchNormalizationTraining(x, gamma, beta, epsilon);
  return { y: relu(y, maxValue), mean, variance };
}

/**
 * Batch normalization with the statistics given, as when predicting.
 *
 * @param x [N, H, W, C] or [N, C]
 * @param gamma [C]
 * @param beta [C]
 * @param mean [C]
 * @param variance [C]
 */
export function batchNormalizationInference<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  epsilon: number,
): T {
  return tf.batchNorm(x, mean, variance, beta, gamma, epsilon) as T;
}

function fused<T extends tf.Tensor>(
  kernel: string,
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  attributes: BatchNormalizationAttributes,
): Normalized<T> {
  const [y, mean, variance] = runKernel(kernel, { x, gamma, beta }, attributes);
  return { y: y as T, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

function composed<T extends tf.Tensor>(x: T, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number): Normalized<T> {
  return tf.tidy(() => {
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const mean = tf.mean<tf.Tensor1D>(x, axes);
    const deviation = tf.sub(x, mean);
    const variance = tf.mean<tf.Tensor1D>(tf.square(deviation), axes);
    const y = tf.add<T>(tf.mul(deviation, tf.mul(tf.rsqrt(tf.add(variance, epsilon)), gamma)), beta);
    return { y, mean, variance };
  });
}

const gradient: Omit<tf.GradConfig, 'kernelName'> = {
  inputsToSave: ['x', 'gamma', 'beta'],
  outputsToSave: [false, true, true],
  gradFunc: (gradients, saved, attributes) => {
    const [x, gamma, beta, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const dy = (gradients as tf.Tensor[])[0] as tf.Tensor;
    // One pass gives all three, so they are computed before TF.js asks for the first.
    const inputs = { x, dy, gamma, beta, mean, variance };
    const [dx, dgamma, dbeta] = runKernel(BATCH_NORMALIZATION_GRADIENT, inputs, attributes) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
};

for (const kernelName of [BATCH_NORMALIZATION, CLIPPED_BATCH_NORMALIZATION])
  tf.registerGradient({ ...gradient, kernelName });
