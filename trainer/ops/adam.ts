import * as tf from '@tensorflow/tfjs-core';
import { ADAM, hasKernel, runKernel } from './kernels.ts';

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

export interface AdamState<T extends tf.Tensor> {
  readonly variable: T;
  /** Moving mean of the gradients. */
  readonly m: T;
  /** Moving mean of their squares. */
  readonly v: T;
}

/**
 * One step of Adam (Kingma and Ba 2015) in the form Keras uses: m += (g − m)(1 − β1), v += (g² − v)(1 − β2),
 * variable −= stepSize · m / (√v + ε).
 *
 * @param stepSize scalar, learning rate · √(1 − β2^t) / (1 − β1^t) at step t = 1, 2, …
 * @returns new tensors; the old ones are left as they are.
 */
export function adam<T extends tf.Tensor>(
  variable: T,
  m: T,
  v: T,
  gradient: T,
  stepSize: tf.Scalar,
  { beta1, beta2, epsilon }: AdamSettings,
): AdamState<T> {
  if (!hasKernel(ADAM)) return composed(variable, m, v, gradient, stepSize, { beta1, beta2, epsilon });
  const outputs = runKernel(ADAM, { variable, m, v, gradient, stepSize }, { beta1, beta2, epsilon });
  const [newVariable, newM, newV] = outputs as [T, T, T];
  return { variable: newVariable, m: newM, v: newV };
}

function composed<T extends tf.Tensor>(
  variable: T,
  m: T,
  v: T,
  gradient: T,
  stepSize: tf.Scalar,
  { beta1, beta2, epsilon }: AdamSettings,
): AdamState<T> {
  return tf.tidy(() => {
    const newM = tf.add<T>(m, tf.mul(tf.sub(gradient, m), 1 - beta1));
    const newV = tf.add<T>(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2));
    const step = tf.div(tf.mul(stepSize, newM), tf.add(tf.sqrt(newV), epsilon));
    return { variable: tf.sub<T>(variable, step), m: newM, v: newV };
  });
}
