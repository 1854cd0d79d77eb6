import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { eagerPrograms } from '../../../trainer/runtime/eager-programs.ts';
import type { Programs } from '../../../trainer/runtime/programs.ts';
import { BACKEND } from '../../../trainer/runtime/tensorflow/backend.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { disposeState } from '../../../trainer/step/state.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { predictionSums } from '../../../trainer/training/predictions.ts';
import keras from '../../fixtures/training/crossentropy.json' with { type: 'json' };
import { onNative } from '../runtime/tensorflow/native.ts';
import { useCpu } from './cpu.ts';
import { headsGraph, labelNames, sample } from './heads.ts';

const TASKS = [{ task: 'print', labels: labelNames(3) }];
const RIGHT = sample(1, [0]);
/** float32: of the loss as a share of it, of gradients as they are. */
const TOLERANCE = 3e-7;

/** Loss of one row in training and its gradient in the values before softmax, which are the inputs of an identity and its biases' gradient. */
async function trained(programs: Programs, logits: readonly number[]): Promise<{ loss: number; gradient: number[] }> {
  const learner = new Learner({
    programs,
    graph: headsGraph(3, TASKS),
    weights: new Map<string, tf.Tensor>([
      ['print_clf/kernel', tf.eye(3)],
      ['print_clf/bias', tf.zeros([3])],
    ]),
    lossWeights: [1],
    classWeights: [[1, 1, 1]],
  });
  const { metrics } = learner.step({ inputs: Float32Array.from(logits), samples: [RIGHT], usable: [true] }, [3], 0.01);
  const loss = (await metrics.data())[0]!;
  const state = learner.state();
  // After the first step Adam's m is a tenth of the gradient.
  const gradient = Array.from(await state.m.get('print_clf/bias')!.data(), (m) => m * 10);
  metrics.dispose();
  disposeState(state);
  learner.dispose();
  return { loss, gradient };
}

const apart = (a: number, b: number) => Math.abs(a - b) / Math.max(1, Math.abs(b));

async function expectKeras(programs: Programs): Promise<void> {
  for (const { logits, compiled, compiled_gradient } of keras) {
    const { loss, gradient } = await trained(programs, logits);
    expect(apart(loss, compiled), `loss of ${logits}`).toBeLessThan(TOLERANCE);
    for (const [i, value] of compiled_gradient.entries())
      expect(apart(gradient[i]!, value), `gradient of ${logits}`).toBeLessThan(TOLERANCE);
  }
}

const native = onNative();

describe('the cross-entropy of a head that leaves no doubt is what Keras fits and evaluates with', () => {
  test("in training, on TF.js' plain JavaScript backend", async () => {
    await useCpu();
    await expectKeras(eagerPrograms);
  });

  test('in training, on wasm', async () => {
    const runtime = await openWasm();
    await expectKeras(runtime);
    await runtime.dispose();
  });

  native('in training, on native', async (runtime) => {
    await tf.setBackend(BACKEND);
    await expectKeras(runtime);
  });

  test('in validation', () => {
    for (const { logits, compiled } of keras) {
      const predictions = { samples: [RIGHT], usable: [true], logits: [Float32Array.from(logits)] };
      const [sums] = predictionSums(TASKS, predictions);
      expect(apart(sums!.loss, compiled), String(logits)).toBeLessThan(TOLERANCE);
    }
  });

  test('which has no bounds; of probabilities alone Keras would say 16.118 at most, and give no gradient there', () => {
    const bound = -Math.log(1e-7);
    for (const { compiled, probabilities, probabilities_gradient } of keras) {
      expect(apart(probabilities, Math.min(compiled, bound))).toBeLessThan(TOLERANCE);
      if (compiled > bound) expect(probabilities_gradient).toEqual([0, 0, 0]);
    }
  });
});
