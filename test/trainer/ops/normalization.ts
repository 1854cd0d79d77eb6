import * as tf from '@tensorflow/tfjs-core';
import type { batchNormalizationTraining } from '../../../trainer/ops/batch-normalization.ts';
import { type Data, data } from '../runtime/compare.ts';

export type Normalization = (
  x: tf.Tensor,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
) => ReturnType<typeof batchNormalizationTraining>;

/** All of an op's outputs that depend on x, gamma and beta: y, the statistics, and the gradients of Σ y·g. */
export function normalized(op: Normalization) {
  return (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, g: tf.Tensor): tf.Tensor[] => {
    const apply = (...[a, b, c]: tf.Tensor[]) => op(a!, b as tf.Tensor1D, c as tf.Tensor1D);
    const gradients = tf.grads((...inputs: tf.Tensor[]) => tf.sum(tf.mul(apply(...inputs).y, g)));
    const { y, mean, variance } = apply(x, gamma, beta);
    return [y, mean, variance, ...gradients([x, gamma, beta])];
  };
}

export function normalizationInputs(shape: number[], seed: number): Data[] {
  const channels = [shape.at(-1)!];
  return [data(shape, seed), data(channels, seed + 1), data(channels, seed + 2), data(shape, seed + 3)];
}
