import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { adam } from '../../../trainer/ops/adam.ts';
import { BACKEND } from '../../../trainer/runtime/tensorflow/backend.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { ADAM, adamStepSize } from '../../../trainer/step/training-step.ts';
import keras from '../../fixtures/training/adam.json' with { type: 'json' };
import { onNative } from '../runtime/tensorflow/native.ts';
import { useCpu } from '../training/cpu.ts';

/** Keras computes its step size in float32, whose 1 − 0.999 is off by 1.3e-5. */
const TOLERANCE = 5e-5;

/** The variable after every step, starting from 0. */
function steps(gradients: readonly number[][]): number[][] {
  return tf.tidy(() => {
    const zeros = tf.zeros([gradients[0]!.length]);
    let state = { variable: zeros, m: zeros, v: zeros };
    return gradients.map((gradient, i) => {
      const stepSize = tf.scalar(adamStepSize(keras.learning_rate, i + 1), 'float32');
      state = adam(state.variable, state.m, state.v, tf.tensor(gradient), stepSize, ADAM);
      return [...state.variable.dataSync()];
    });
  });
}

/** The largest difference, as a share of the largest value. */
function apart(actual: readonly number[][], expected: readonly number[][]): number {
  const values = expected.flat();
  const differences = actual.flat().map((value, i) => Math.abs(value - values[i]!));
  return Math.max(...differences) / Math.max(...values.map(Math.abs));
}

function expectKeras(): void {
  for (const { scale, gradients, keras3, keras2 } of keras.cases) {
    const actual = steps(gradients);
    expect(apart(actual, keras3), `Keras 3, gradients of ${scale}`).toBeLessThan(TOLERANCE);
    expect(apart(actual, keras2), `Keras 2, gradients of ${scale}`).toBeLessThan(TOLERANCE);
  }
}

const native = onNative();

describe('adam takes the steps of Keras 2 and 3, also for gradients below epsilon', () => {
  test("on TF.js' plain JavaScript backend", async () => {
    await useCpu();
    expectKeras();
  });

  test('on wasm', async () => {
    const runtime = await openWasm();
    expectKeras();
    await runtime.dispose();
  });

  native('on native', async () => {
    await tf.setBackend(BACKEND);
    expectKeras();
  });

  test('which is not the form with epsilon beside the corrected root: that one is far off as soon as gradients are small', () => {
    const far = keras.cases.map(({ scale, keras3, other }) => [scale, apart(other, keras3)] as const);
    for (const [scale, distance] of far) if (scale <= 1e-3) expect(distance, String(scale)).toBeGreaterThan(0.01);
    expect(Math.max(...far.map(([, distance]) => distance))).toBeGreaterThan(10);
  });
});
