import * as tf from '@tensorflow/tfjs-core';
import { adam } from '../../trainer/ops/adam.ts';
import { batchNormalizationRelu } from '../../trainer/ops/batch-normalization.ts';
import { openRuntime } from '../../trainer/runtime/ladder.ts';
import { createProblem, type Network } from './network.ts';

const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Opens the runtime as the trainer does. @returns its device, in words. */
export async function openOurs(): Promise<string> {
  const { facts } = await openRuntime();
  return facts.device;
}

/** One training step with this project's ops. @returns the loss before it. */
export function ourStep(network: Network): () => number {
  const problem = createProblem(network, {
    normalizedRelu: (x, gamma, beta, maxValue) => batchNormalizationRelu(x, gamma, beta, 1e-3, maxValue).y,
  });
  let weights = problem.weights;
  let moments = weights.map((weight) => ({ m: tf.zerosLike(weight), v: tf.zerosLike(weight) }));
  const gradientsOf = tf.valueAndGrads((...values: tf.Tensor[]) => problem.loss(values));
  let step = 0;
  return () => {
    step++;
    const rate = (1e-3 * Math.sqrt(1 - SETTINGS.beta2 ** step)) / (1 - SETTINGS.beta1 ** step);
    const { value, grads } = gradientsOf(weights);
    const stepSize = tf.scalar(rate);
    const updated = weights.map((weight, index) => {
      const { m, v } = moments[index]!;
      return adam(weight, m, v, grads[index]!, stepSize, SETTINGS);
    });
    const loss = value.dataSync()[0]!;
    tf.dispose([weights, moments, grads, value, stepSize]);
    weights = updated.map(({ variable }) => variable);
    moments = updated.map(({ m, v }) => ({ m, v }));
    return loss;
  };
}
