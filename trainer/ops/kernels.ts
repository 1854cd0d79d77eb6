import './gradients.ts';
import * as tf from '@tensorflow/tfjs-core';

// Kernels that a rung may bring beyond those of TF.js. An op uses one where the current backend has it, and is composed of
// TF.js' own ops where not.

/** inputs x [N,H,W,C] or [N,C], gamma [C], beta [C]; outputs y, mean [C], variance [C]. */
export const BATCH_NORMALIZATION = 'BatchNormalizationTraining';
/** The same, where a rung normalizes and clips in one pass over the memory; others leave it out. */
export const CLIPPED_BATCH_NORMALIZATION = 'ClippedBatchNormalizationTraining';
/** Of both; inputs x, dy, gamma, beta, mean, variance; outputs dx, dgamma, dbeta. */
export const BATCH_NORMALIZATION_GRADIENT = 'BatchNormalizationTrainingGrad';
/** Attributes of all three; y is clipped to low … high, which are infinite but for CLIPPED_BATCH_NORMALIZATION. */
export interface BatchNormalizationAttributes {
  readonly epsilon: number;
  readonly low: number;
  readonly high: number;
}
/** inputs x; attributes maxValue; output min(max(x, 0), maxValue). */
export const CLIPPED_RELU = 'ClippedRelu';
/** inputs dy, y; attributes maxValue; output dy where 0 < y < maxValue, else 0. */
export const CLIPPED_RELU_GRADIENT = 'ClippedReluGrad';
/** inputs variable, m, v, gradient, stepSize; attributes beta1, beta2, epsilon; outputs variable, m, v. */
export const ADAM = 'Adam';

export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel of the current backend, recorded for gradients if one is registered for it. */
export function runKernel(name: string, inputs: Readonly<Record<string, tf.Tensor>>, attributes: object): tf.Tensor[] {
  const outputs = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, { ...attributes });
  return Array.isArray(outputs) ? outputs : [outputs];
}
