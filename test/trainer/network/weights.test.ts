import '@tensorflow/tfjs-backend-cpu';
import type * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { initialWeights, weightSpecs } from '../../../trainer/network/weights.ts';
import { configWith } from '../../config-with.ts';

const MOBILENET = configWith({ backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 32] });

function valuesOf(weights: Map<string, tf.Tensor>): Map<string, Float32Array> {
  return new Map([...weights].map(([name, tensor]) => [name, tensor.dataSync<'float32'>()]));
}

test('there is one tensor per spec, of its shape', () => {
  const graph = buildNetwork(MOBILENET);
  const weights = initialWeights(graph, 1);
  expect([...weights].map(([name, { shape, dtype }]) => ({ name, shape, dtype }))).toEqual(
    weightSpecs(graph).map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
  );
});

test("values follow Keras' default initializers", () => {
  const values = valuesOf(initialWeights(buildNetwork(MOBILENET), 7));
  expect(new Set(values.get('conv1_bn/gamma'))).toEqual(new Set([1]));
  expect(new Set(values.get('conv1_bn/moving_variance'))).toEqual(new Set([1]));
  expect(new Set([...values.get('conv1_bn/beta')!, ...values.get('conv1_bn/moving_mean')!])).toEqual(new Set([0]));
  expect(new Set(values.get('print_clf/bias'))).toEqual(new Set([0]));
  // Fans of keras/src/initializers/random_initializers.py: receptive field times channels.
  expectUniform(values.get('conv1/kernel')!, Math.sqrt(6 / (9 * 3 + 9 * 8)));
  expectUniform(values.get('conv_dw_13/depthwise_kernel')!, Math.sqrt(6 / (9 * 256 + 9 * 1)));
  expectUniform(values.get('conv_pw_13/kernel')!, Math.sqrt(6 / (256 + 256)));
  expectUniform(values.get('print_clf/kernel')!, Math.sqrt(6 / (256 + 3)));
});

test('a weight has the same values whatever else the network has', () => {
  const { model } = MOBILENET;
  const { print, sleeves } = model.target_encoder as Record<string, [string, string]>;
  const other = configWith({
    ...model,
    target_encoder: { neckline: ['v', 'round'], sleeves: sleeves!, print: print! },
  });
  const values = valuesOf(initialWeights(buildNetwork(MOBILENET), 5));
  const others = valuesOf(initialWeights(buildNetwork(other), 5));
  for (const name of ['conv1/kernel', 'sleeves_clf/kernel', 'print_clf/kernel']) {
    expect(others.get(name)).toEqual(values.get(name));
  }
});

test('the seed decides, and weights of one shape differ', () => {
  const [one, again, two] = [1, 1, 2].map((seed) => valuesOf(initialWeights(buildNetwork(MOBILENET), seed)));
  expect(again!.get('conv_pw_3/kernel')).toEqual(one!.get('conv_pw_3/kernel'));
  expect(two!.get('conv_pw_3/kernel')).not.toEqual(one!.get('conv_pw_3/kernel'));
  expect(one!.get('conv_pw_8/kernel')).not.toEqual(one!.get('conv_pw_9/kernel'));
});

function expectUniform(values: Float32Array, limit: number): void {
  const largest = Math.max(...values.map(Math.abs));
  expect(largest).toBeLessThanOrEqual(limit * (1 + 1e-6));
  expect(largest).toBeGreaterThan(0.95 * limit);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // Five standard deviations of the mean of as many uniform draws.
  expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * values.length));
}
