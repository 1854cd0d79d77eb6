import * as tf from '@tensorflow/tfjs-core';
import { describe, expect } from 'vitest';
import { eagerPrograms } from '../../../../trainer/runtime/eager-programs.ts';
import type { InferenceProgram } from '../../../../trainer/runtime/programs.ts';
import { inputsFor, NETWORKS } from '../networks.ts';
import { randomWeights } from '../random-weights.ts';
import { onNative } from './native.ts';

const native = onNative();
const ROWS = 3;

function logits(program: InferenceProgram, x: tf.Tensor): number[][] {
  const outputs = program.run(x);
  const values = outputs.map((output) => [...output.dataSync()]);
  tf.dispose(outputs);
  return values;
}

function expectNear(actual: number[][], expected: number[][]): void {
  expect(actual.length).toBe(expected.length);
  for (const [head, values] of expected.entries()) {
    const most = Math.max(...values.map(Math.abs));
    expect(actual[head]!.length).toBe(values.length);
    for (const [i, value] of values.entries()) expect(Math.abs(actual[head]![i]! - value) / most).toBeLessThan(1e-3);
  }
}

describe('a recorded forward pass', () => {
  for (const [name, build] of Object.entries(NETWORKS)) {
    native(`is the pass op by op, for any number of rows and whenever weights change: ${name}`, (runtime) => {
      const graph = build();
      const [recorded, eager] = [runtime.inference(graph, ROWS), eagerPrograms.inference(graph, ROWS)];
      for (const seed of [1, 2]) {
        const weights = randomWeights(graph, seed);
        recorded.load(weights);
        eager.load(weights);
        tf.dispose([...weights.values()]);
        for (const rows of [ROWS, 1, ROWS, 1, 1]) {
          const x = inputsFor(graph, rows, seed);
          expectNear(logits(recorded, x), logits(eager, x));
          x.dispose();
        }
      }
      recorded.dispose();
      eager.dispose();
    });
  }

  native('keeps few graphs however many shapes come, and nothing once it is disposed of', (runtime) => {
    const graph = NETWORKS['heads on features']!();
    const backend = tf.backend() as unknown as { getNumOfSavedModels(): number };
    const before = tf.memory().numTensors;
    const program = runtime.inference(graph, ROWS);
    const weights = randomWeights(graph, 1);
    program.load(weights);
    for (const rows of [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]) {
      const x = inputsFor(graph, rows, 1);
      logits(program, x);
      x.dispose();
    }
    expect(backend.getNumOfSavedModels()).toBeLessThanOrEqual(4);
    program.dispose();
    tf.dispose([...weights.values()]);
    expect(backend.getNumOfSavedModels()).toBe(0);
    expect(tf.memory().numTensors).toBe(before);
  });
});
