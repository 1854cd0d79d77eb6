import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../trainer/network/graph.ts';
import { BATCH_NORMALIZATION, LayerList } from '../../../trainer/network/layer-list.ts';
import type { Programs } from '../../../trainer/runtime/programs.ts';
import { BACKEND } from '../../../trainer/runtime/tensorflow/backend.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { disposeState } from '../../../trainer/step/state.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { toHost } from '../../../trainer/training/model-state.ts';
import keras from '../../fixtures/training/short-batch.json' with { type: 'json' };
import { reproducibleImages, reproducibleLabels, reproducibleWeights } from '../network/reproducible.ts';
import { onNative } from '../runtime/tensorflow/native.ts';
import { sample } from './heads.ts';

const [SIZE, BATCH, COUNTED, UNITS] = [8, 8, 3, 4];

interface Step {
  readonly loss: number;
  /** Per weight, by how much a step along the gradient changes it; moving statistics, by how much they moved. */
  readonly changes: Readonly<Record<string, readonly number[]>>;
}

/** The network of make_short_batch.py. */
function network(normalized: boolean): Graph {
  const list = new LayerList();
  const input = list.add('model_input', { kind: 'InputLayer', shape: [SIZE, SIZE, 3] });
  let x = list.add('rescaling', { kind: 'Rescaling', scale: 1 / 127.5, offset: -1 }, input);
  const convolution = { kernelSize: [3, 3], strides: [2, 2], padding: 'same', useBias: false } as const;
  x = list.add('conv', { kind: 'Conv2D', filters: 6, ...convolution }, x);
  if (normalized) x = list.add('conv_bn', BATCH_NORMALIZATION, x);
  x = list.add('features', { kind: 'GlobalAveragePooling2D' }, list.add('relu', { kind: 'ReLU' }, x));
  const output = list.add('print_clf', { kind: 'Dense', units: UNITS, activation: 'softmax' }, x);
  return { layers: list.layers, input, outputs: [output] };
}

/** A step on the first rows as the last of an epoch: the batch is full, and only they count. */
async function step(programs: Programs, normalized: boolean): Promise<Step> {
  const graph = network(normalized);
  const weights = reproducibleWeights(graph, 'small');
  const before = await toHost(weights);
  const classWeights = [new Array<number>(UNITS).fill(1)];
  const learner = new Learner({ programs, graph, weights, lossWeights: [1], classWeights });
  const labels = reproducibleLabels('print', BATCH, UNITS);
  const batch = {
    inputs: reproducibleImages(BATCH, SIZE, SIZE),
    samples: labels.map((label, row) => sample(row + 1, [label])),
    usable: labels.map((_, row) => row < COUNTED),
  };
  const { metrics } = learner.step(batch, [SIZE, SIZE, 3], 0.01);
  const loss = (await metrics.data())[0]!;
  const state = learner.state();
  const [after, m] = [await toHost(state.weights), await toHost(state.m)];
  metrics.dispose();
  disposeState(state);
  learner.dispose();
  const changes = [...after].map(([name, { values }]) => {
    const start = before.get(name)!.values;
    // After the first step Adam's m is a tenth of the gradient.
    const change = m.get(name)?.values.map((value) => -10 * value) ?? values.map((value, i) => value - start[i]!);
    return [name, [...change]] as const;
  });
  return { loss, changes: Object.fromEntries(changes) };
}

/** The largest difference of a change, as a share of the largest change of its weight. */
function apart(actual: Step, expected: Step): number {
  expect(Object.keys(actual.changes).sort()).toEqual(Object.keys(expected.changes).sort());
  const shares = Object.entries(expected.changes).map(([name, values]) => {
    const differences = values.map((value, i) => Math.abs(value - actual.changes[name]![i]!));
    return Math.max(...differences) / Math.max(...values.map(Math.abs));
  });
  return Math.max(Math.abs(actual.loss / expected.loss - 1), ...shares);
}

async function expectKeras(programs: Programs): Promise<void> {
  const plain = await step(programs, false);
  expect(apart(plain, keras.plain.short)).toBeLessThan(1e-5);
  expect(apart(plain, keras.plain.filled)).toBeLessThan(1e-5);
  const normalized = await step(programs, true);
  expect(apart(normalized, keras.normalized.filled)).toBeLessThan(1e-4);
}

const native = onNative();

describe('the last, short batch of an epoch', () => {
  test('is that of Keras, filled up with rows of weight 0; without batch normalization also as it is (wasm)', async () => {
    const runtime = await openWasm();
    await expectKeras(runtime);
    await runtime.dispose();
  });

  native('and so on native', async (runtime) => {
    await tf.setBackend(BACKEND);
    await expectKeras(runtime);
  });

  test('in a batch normalization that trains is not as Keras has it: the rows that fill up take part in its statistics', () => {
    const { short, filled } = keras.normalized;
    expect(Math.abs(filled.loss / short.loss - 1)).toBeGreaterThan(0.01);
    expect(apart(filled, short)).toBeGreaterThan(0.1);
  });
});
