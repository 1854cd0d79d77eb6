import type * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { BATCH_NORMALIZATION, LayerList } from '../../../trainer/network/layer-list.ts';
import type { HostTensors } from '../../../trainer/run/tensor-file.ts';
import type { Runtime } from '../../../trainer/runtime/rung.ts';
import { disposeState } from '../../../trainer/step/state.ts';
import type { InputBatch } from '../../../trainer/training/inputs.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { toHost } from '../../../trainer/training/model-state.ts';
import { configWith } from '../../config-with.ts';
import kerasCases from '../../fixtures/training/ten-steps.json' with { type: 'json' };
import { reproducibleImages, reproducibleLabels, reproducibleWeights } from '../network/reproducible.ts';
import { labelNames, sample } from './heads.ts';

type KerasCase = Omit<(typeof kerasCases)[number], 'network' | 'tasks' | 'correct' | 'changes'> & {
  readonly network: 'small' | 'mobilenet' | 'xception';
  readonly tasks: Readonly<Record<string, number[]>>;
  readonly correct: Readonly<Record<string, number[]>>;
  readonly changes: Readonly<Record<string, { readonly sum: number; readonly some: number[] }>>;
};

const STEPS = 10;
const UNITS: Readonly<Record<string, number>> = { print: 5, sleeves: 3, neckline: 4 };

/** How far a loss may be from that of Keras, as a share of it. */
const LOSS = 1e-3;

/**
 * Ten training steps from the same weights on the same batches as Keras took them, on one rung.
 *
 * @param moved how far the sum of a weight's moves may be from that of Keras, as a share of it. Single values near a gradient of 0 go their own
 *   way; half of them must stay within five times as much.
 */
export function describeTenSteps(rung: string, open: () => Promise<Runtime>, moved: number): void {
  describe(`ten steps on ${rung}`, () => {
    let runtime: Runtime;
    beforeAll(async () => {
      runtime = await open();
    });
    afterAll(() => runtime.dispose());

    test.each(kerasCases as unknown as KerasCase[])(
      '$network of $size px, frozen: $frozen, loss weights $loss_weights: losses and weights are those of Keras',
      async (keras) => {
        // Only a curve that learning bends says something of the steps.
        expect(furthest(keras.still, keras.loss)).toBeGreaterThan(5 * LOSS);
        const { losses, correct, before, after } = await train(runtime, keras);
        for (const [t, [task, expected]] of Object.entries(keras.tasks).entries()) {
          const ours = losses.map((heads) => heads[t]!);
          expect(furthest(ours, expected), `loss of ${task}`).toBeLessThan(LOSS);
          expect(correct.map((heads) => heads[t])).toEqual(keras.correct[task]);
        }
        const totals = losses.map((heads) => heads.reduce((sum, loss, t) => sum + keras.loss_weights[t]! * loss, 0));
        expect(furthest(totals, keras.loss), 'total loss').toBeLessThan(LOSS);
        expectMoves(keras, before, after, moved);
      },
    );
  });
}

async function train(runtime: Runtime, keras: KerasCase) {
  const graph = networkOf(keras);
  const tasks = Object.keys(keras.tasks);
  const weights = reproducibleWeights(graph, keras.network);
  const before = await toHost(weights);
  const learner = new Learner({
    programs: runtime,
    graph,
    weights,
    lossWeights: keras.loss_weights,
    classWeights: tasks.map((task) => new Array<number>(UNITS[task]!).fill(1)),
  });
  const metrics: number[][] = [];
  for (const batch of batches(keras)) {
    const step = learner.step(batch, [keras.size, keras.size, 3], keras.learning_rate);
    metrics.push(await valuesOf(step.metrics));
  }
  const state = learner.state();
  const after = await toHost(state.weights);
  disposeState(state);
  learner.dispose();
  return {
    losses: metrics.map((values) => values.slice(0, tasks.length)),
    correct: metrics.map((values) => values.slice(tasks.length)),
    before,
    after,
  };
}

async function valuesOf(tensor: tf.Tensor): Promise<number[]> {
  const values = [...(await tensor.data())];
  tensor.dispose();
  return values;
}

function* batches({ batch, size, tasks }: KerasCase): Generator<InputBatch> {
  const rows = batch * STEPS;
  const pixels = reproducibleImages(rows, size, size);
  const labels = Object.keys(tasks).map((task) => reproducibleLabels(task, rows, UNITS[task]!));
  const bytes = pixels.length / STEPS;
  for (let step = 0; step < STEPS; step++) {
    const members = Array.from({ length: batch }, (_, i) => step * batch + i);
    yield {
      inputs: pixels.slice(step * bytes, (step + 1) * bytes),
      samples: members.map((row) =>
        sample(
          row + 1,
          labels.map((task) => task[row]!),
        ),
      ),
      usable: members.map(() => true),
    };
  }
}

/** Weights that Keras left alone are as they were; the chosen ones moved as far as with Keras, and to the same places. */
function expectMoves({ changes, frozen }: KerasCase, before: HostTensors, after: HostTensors, tolerance: number): void {
  for (const [name, { values }] of before) {
    if (frozen && !name.includes('_clf/')) expect(areSame(after.get(name)!.values, values), name).toBe(true);
  }
  expect(Object.keys(changes).length).toBeGreaterThan(3);
  for (const [name, { sum, some }] of Object.entries(changes)) {
    const start = before.get(name)!.values;
    const moved = after.get(name)!.values.map((value, i) => value - start[i]!);
    const all = moved.reduce((total, value) => total + Math.abs(value), 0);
    expect(Math.abs(all / sum - 1), `how far ${name} moved`).toBeLessThan(tolerance);
    const stride = Math.max(1, Math.floor(moved.length / 12));
    const apart = some.map((value, i) => Math.abs(value - moved[i * stride]!) / Math.abs(value));
    expect(median(apart), `where ${name} moved`).toBeLessThan(5 * tolerance);
  }
}

/** Of millions of numbers, in an instant. */
function areSame(a: Float32Array, b: Float32Array): boolean {
  return Buffer.from(a.buffer).equals(Buffer.from(b.buffer));
}

function furthest(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(actual[i]! / value - 1)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function networkOf({ network, alpha, size, tasks, frozen }: KerasCase): Graph {
  const target_encoder = Object.fromEntries(
    Object.keys(tasks).map((task) => [task, labelNames(UNITS[task]!) as [string, string]]),
  );
  if (network === 'small') return small(size, target_encoder);
  const model = { backbone: network, alpha, freeze_convolutional_layers: frozen, target_encoder } as const;
  return buildNetwork(configWith({ ...model, input_shape: [size, size] }));
}

/** One of everything that the backbones are made of, as in make_ten_steps.py. */
function small(size: number, tasks: Readonly<Record<string, string[]>>): Graph {
  const list = new LayerList();
  const common = { useBias: false, kernelSize: [3, 3] } as const;
  const input = list.add('model_input', { kind: 'InputLayer', shape: [size, size, 3] });
  let x = list.add('rescaling', { kind: 'Rescaling', scale: 1 / 127.5, offset: -1 }, input);
  x = list.add('conv', { kind: 'Conv2D', filters: 8, strides: [2, 2], padding: 'same', ...common }, x);
  x = list.add('conv_relu', { kind: 'ReLU', maxValue: 6 }, list.add('conv_bn', BATCH_NORMALIZATION, x));
  const zeros = [
    [0, 1],
    [0, 1],
  ] as const;
  x = list.add('pad', { kind: 'ZeroPadding2D', padding: zeros }, x);
  x = list.add('dw', { kind: 'DepthwiseConv2D', strides: [2, 2], padding: 'valid', ...common }, x);
  const shortcut = list.add('dw_bn', BATCH_NORMALIZATION, x);
  x = list.add('sep', { kind: 'SeparableConv2D', filters: 8, padding: 'same', ...common }, shortcut);
  x = list.add('sep_relu', { kind: 'ReLU' }, list.add('sep_bn', BATCH_NORMALIZATION, x));
  x = list.add('add', { kind: 'Add' }, x, shortcut);
  x = list.add('pool', { kind: 'MaxPooling2D', poolSize: [3, 3], strides: [2, 2], padding: 'same' }, x);
  x = list.add('features', { kind: 'GlobalAveragePooling2D' }, x);
  const outputs = Object.entries(tasks).map(([task, { length }]) =>
    list.add(`${task}_clf`, { kind: 'Dense', units: length, activation: 'softmax' }, x),
  );
  return { layers: list.layers, input, outputs };
}
