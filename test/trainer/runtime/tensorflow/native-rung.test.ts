import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { counted } from '../../../../core/words.ts';
import type { Runtime } from '../../../../trainer/runtime/rung.ts';
import { BACKEND } from '../../../../trainer/runtime/tensorflow/backend.ts';
import { nativeRung } from '../../../../trainer/runtime/tensorflow/native-rung.ts';
import { initialState } from '../../../../trainer/step/state.ts';
import { bundledProgram } from '../../bundled-program.ts';
import { batchFor, disposeBatch, NETWORKS } from '../networks.ts';
import { randomWeights } from '../random-weights.ts';
import { onNative } from './native.ts';

const native = onNative();
const ROWS = 2;

describe('the rung native', () => {
  native('says what it computes on and with', ({ rung, device, version }) => {
    expect([rung, device]).toEqual(['native', `CPU, ${counted(availableParallelism(), 'thread')}`]);
    expect(version).toMatch(/^TensorFlow \d+\.\d+\.\d+, the private runtime native$/);
  });

  native('says what to do when there is too little memory', (runtime) => {
    const enormous = () => tf.tidy(() => tf.matMul(tf.ones([3e6, 1]), tf.ones([1, 3e6])));
    expect(enormous).toThrow('not get the memory that it needs for a tensor of 3000000 × 3000000 values. Make model.');
    runtime.throwIfFailed();
    expect([...tf.tidy(() => tf.ones([2]).dataSync())]).toEqual([1, 1]);
  });

  native('opens again and again, and keeps nothing', async (runtime) => {
    await runtime.dispose();
    const held: number[][] = [];
    for (let cycle = 0; cycle < 3; cycle++) {
      const again = await nativeRung.open({});
      expect(tf.getBackend()).toBe(BACKEND);
      held.push(afterTraining(again));
      await again.dispose();
      expect(await tf.setBackend('cpu')).toBe(true);
    }
    expect(held).toEqual(held.map(() => held[0]));
    await nativeRung.open({});
  });

  native('lets its process end by itself, and prints nothing of its own', async () => {
    const program = await bundledProgram(`
      import * as tf from '@tensorflow/tfjs-core';
      import { nativeRung } from './trainer/runtime/tensorflow/native-rung.ts';
      const runtime = await nativeRung.open({});
      const [values, indices] = Object.values(tf.topk(tf.concat([tf.matMul([[1, 2]], [[3], [4]]), [[5]]], 1), 1));
      console.log(runtime.rung, values.dataSync()[0], indices.dataSync()[0]);
      await runtime.dispose();
    `);
    // Rejects where the process ends with another code than 0.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program.file]);
    await program.remove();
    expect(stdout).toBe('native 11 0\n');
    expect(stderr).not.toMatch(/already registered|Warning:|cpu_feature_guard/);
  });
});

/** Tensors that JavaScript and TensorFlow have after some training. */
function afterTraining(runtime: Runtime): number[] {
  const graph = NETWORKS['mobilenet with one task']!();
  const program = runtime.training(graph, initialState(graph, randomWeights(graph, 1)), [1]);
  const [batch, stepSize] = [batchFor(graph, ROWS, 1), tf.scalar(1e-3)];
  for (let step = 0; step < 3; step++) program.step(batch, stepSize).dispose();
  disposeBatch(batch);
  stepSize.dispose();
  program.dispose();
  const backend = tf.backend() as unknown as { getNumOfTFTensors(): number };
  return [tf.memory().numTensors, backend.getNumOfTFTensors()];
}
