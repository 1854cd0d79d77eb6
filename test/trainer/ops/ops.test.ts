import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adam } from '../../../trainer/ops/adam.ts';
import { batchNormalizationRelu, batchNormalizationTraining } from '../../../trainer/ops/batch-normalization.ts';
import { relu } from '../../../trainer/ops/relu.ts';
import type { Runtime } from '../../../trainer/runtime/rung.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import fc from '../../fast-check.ts';
import { type Data, data, expectClose, expectSameAsCpu, on } from '../runtime/compare.ts';
import { normalizationInputs, normalized } from './normalization.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await openWasm({ threads: 2, shareAlways: true });
});
afterAll(() => runtime.dispose());

const EPSILON = 1e-3;
const shapes = fc.oneof(
  fc.tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 20 })),
  fc.tuple(...[1, 2, 2].map((min) => fc.integer({ min, max: 7 })), fc.integer({ min: 1, max: 20 })),
);

describe('batch normalization in training', () => {
  const training = normalized((x, gamma, beta) => batchNormalizationTraining(x, gamma, beta, EPSILON));

  it('is the composition of its definition, gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(1000), (shape, seed) =>
        expectSameAsCpu(normalizationInputs(shape, seed), training),
      ),
    );
  });

  it('is so on many rows, shared among threads', async () => {
    for (const channels of [3, 16, 30]) await expectSameAsCpu(normalizationInputs([4, 40, 30, channels], 1), training);
  });

  it('keeps its digits when the mean is far from 0', async () => {
    const x = data([500, 5], 1);
    const far = { shape: x.shape, values: x.values.map((value) => value + 1000) };
    const near = { shape: x.shape, values: far.values.map((value) => value - 1000) };
    const [, gamma, beta, g] = normalizationInputs([500, 5], 2) as [Data, Data, Data, Data];
    const [expected] = await on('cpu', [near, gamma, beta, g], training);
    const [actual] = await on('wasm', [far, gamma, beta, g], training);
    expectClose(actual!, expected!, 1e-3);
  });

  it('clips and normalizes in one go as it does one after the other', async () => {
    for (const maxValue of [undefined, 0.5]) {
      const together = normalized((x, gamma, beta) => batchNormalizationRelu(x, gamma, beta, EPSILON, maxValue));
      const apart = normalized((x, gamma, beta) => {
        const { y, mean, variance } = batchNormalizationTraining(x, gamma, beta, EPSILON);
        return { y: relu(y, maxValue), mean, variance };
      });
      const inputs = normalizationInputs([4, 30, 30, 7], 3);
      const expected = await on('wasm', inputs, apart);
      for (const [index, values] of (await on('wasm', inputs, together)).entries())
        expectClose(values, expected[index]!);
      await expectSameAsCpu(normalizationInputs([2, 3, 5, 9], 4), together);
    }
  });
});

describe('relu', () => {
  it('clips like the cpu backend, gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(undefined, 0.705),
        fc.nat(99),
        (size, max, seed) =>
          expectSameAsCpu([data([size], seed), data([size], seed + 1)], (x, g) => [
            relu(x!, max),
            tf.grad((input: tf.Tensor) => tf.sum(tf.mul(relu(input, max), g!)))(x!),
          ]),
      ),
    );
    const inputs = [data([5, 60, 60, 3], 1), data([5, 60, 60, 3], 2)];
    await expectSameAsCpu(inputs, (x, g) => [tf.grad((input: tf.Tensor) => tf.sum(tf.mul(relu(input), g!)))(x!)]);
  });

  it('lets NaN through, so that a diverged loss shows', async () => {
    const [values] = await on('wasm', [{ shape: [3], values: Float32Array.of(Number.NaN, -1, 9) }], (x) => [
      relu(x!, 6),
    ]);
    expect(values).toEqual(Float32Array.of(Number.NaN, 0, 6));
  });
});

describe('adam', () => {
  const settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

  /** Keras' update, value by value. */
  function byHand(variable: number, gradients: number[], rate: number): number {
    let [value, m, v] = [variable, 0, 0];
    for (const [index, gradient] of gradients.entries()) {
      const t = index + 1;
      m += (gradient - m) * (1 - settings.beta1);
      v += (gradient * gradient - v) * (1 - settings.beta2);
      const stepSize = (rate * Math.sqrt(1 - settings.beta2 ** t)) / (1 - settings.beta1 ** t);
      value -= (stepSize * m) / (Math.sqrt(v) + settings.epsilon);
    }
    return value;
  }

  it.each(['wasm', 'cpu'])('takes the steps that Keras takes (%s)', async (backend) => {
    for (const size of [1, 5, 40_001]) {
      const variable = data([size], 1);
      const gradients = [2, 3, 4].map((seed) => data([size], seed));
      const [actual] = await on(backend, [variable, ...gradients], (start, ...steps) => {
        let state = { variable: start!, m: tf.zerosLike(start!), v: tf.zerosLike(start!) };
        for (const [index, gradient] of steps.entries()) {
          const t = index + 1;
          const stepSize = tf.scalar((0.01 * Math.sqrt(1 - settings.beta2 ** t)) / (1 - settings.beta1 ** t));
          state = adam(state.variable, state.m, state.v, gradient, stepSize, settings);
        }
        return [state.variable];
      });
      const expected = variable.values.map((value, i) =>
        byHand(
          value,
          gradients.map(({ values }) => values[i]!),
          0.01,
        ),
      );
      expectClose(actual!, expected, 1e-5);
    }
  });
});
