import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Task } from '../../../core/config/tasks.ts';
import { randomFor } from '../../../core/random.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { initialWeights } from '../../../trainer/network/weights.ts';
import { eagerPrograms } from '../../../trainer/runtime/eager-programs.ts';
import { disposeState } from '../../../trainer/step/state.ts';
import type { InputBatch } from '../../../trainer/training/inputs.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { toHost } from '../../../trainer/training/model-state.ts';
import { useCpu } from './cpu.ts';
import { headsGraph, labelNames, sample } from './heads.ts';

const FEATURES = 3;
const TASKS: Task[] = [
  { task: 'print', labels: labelNames(4) },
  { task: 'sleeves', labels: labelNames(2) },
];

beforeAll(useCpu);

/** Rows of random features with these labels (task by task); rows from `counted` on only fill the batch. */
function batchOf(labels: readonly (readonly number[])[], counted: number, seed: number): InputBatch {
  const random = randomFor(seed, 'features');
  return {
    inputs: Float32Array.from({ length: labels.length * FEATURES }, () => random.between(-2, 2)),
    samples: labels.map((row, i) => sample(i + 1, row)),
    usable: labels.map((_, i) => i < counted),
  };
}

/** Softmax regression with Adam in plain JavaScript, in doubles. */
class PlainLearner {
  readonly #heads: { kernel: number[][]; bias: number[]; m: number[]; v: number[] }[];
  #steps = 0;

  constructor(weights: ReadonlyMap<string, { values: Float32Array }>) {
    this.#heads = TASKS.map(({ task, labels }) => {
      const kernel = weights.get(`${task}_clf/kernel`)!.values;
      const size = kernel.length + labels.length;
      return {
        kernel: Array.from({ length: FEATURES }, (_, f) => [
          ...kernel.subarray(f * labels.length, (f + 1) * labels.length),
        ]),
        bias: [...weights.get(`${task}_clf/bias`)!.values],
        m: new Array<number>(size).fill(0),
        v: new Array<number>(size).fill(0),
      };
    });
  }

  parameters(task: number): number[] {
    const { kernel, bias } = this.#heads[task]!;
    return [...kernel.flat(), ...bias];
  }

  step(batch: InputBatch, learningRate: number, lossWeights: number[], classWeights: number[][]): number[] {
    this.#steps++;
    const stepSize = (learningRate * Math.sqrt(1 - 0.999 ** this.#steps)) / (1 - 0.9 ** this.#steps);
    return TASKS.map(({ labels }, t) => {
      const head = this.#heads[t]!;
      const rows = batch.samples.flatMap(({ labels: row }, i) =>
        batch.usable[i] && row[t]! >= 0
          ? [{ label: row[t]!, x: [...batch.inputs.subarray(i * FEATURES, (i + 1) * FEATURES)] }]
          : [],
      );
      const gradient = new Array<number>(head.m.length).fill(0);
      let loss = 0;
      for (const { label, x } of rows) {
        const logits = labels.map(
          (_, l) => head.bias[l]! + x.reduce((sum, value, f) => sum + value * head.kernel[f]![l]!, 0),
        );
        const exponentials = logits.map(Math.exp);
        const total = exponentials.reduce((sum, value) => sum + value, 0);
        const weight = classWeights[t]![label]! / rows.length;
        loss -= weight * Math.log(exponentials[label]! / total);
        for (const l of labels.keys()) {
          const slope = lossWeights[t]! * weight * (exponentials[l]! / total - (l === label ? 1 : 0));
          for (const [f, value] of x.entries()) gradient[f * labels.length + l]! += slope * value;
          gradient[FEATURES * labels.length + l]! += slope;
        }
      }
      const parameters = this.parameters(t).map((value, i) => {
        head.m[i]! += (gradient[i]! - head.m[i]!) * 0.1;
        head.v[i]! += (gradient[i]! ** 2 - head.v[i]!) * 0.001;
        return value - (stepSize * head.m[i]!) / (Math.sqrt(head.v[i]!) + 1e-7);
      });
      head.kernel = head.kernel.map((_, f) => parameters.slice(f * labels.length, (f + 1) * labels.length));
      head.bias = parameters.slice(FEATURES * labels.length);
      return loss;
    });
  }
}

describe('a training step', () => {
  it('equals softmax regression and Adam in plain JavaScript, with masks, padding, class and loss weights', async () => {
    const lossWeights = [1, 0.25];
    const classWeights = [
      [0.5, 2, 1.5, 1],
      [1, 3],
    ];
    const graph = headsGraph(FEATURES, TASKS);
    const learner = new Learner({
      programs: eagerPrograms,
      graph,
      weights: initialWeights(graph, 5),
      lossWeights,
      classWeights,
    });
    const plain = new PlainLearner(await toHost(learner.state().weights));
    const random = randomFor(3, 'labels');
    for (let step = 0; step < 10; step++) {
      const labels = Array.from({ length: 8 }, () => [random.index(5) - 1, random.index(3) - 1]);
      // In the last step no row has a label for sleeves.
      const batch = batchOf(step === 9 ? labels.map(([first]) => [first!, -1]) : labels, step % 2 ? 8 : 5, step);
      const { metrics, labelled } = learner.step(batch, [FEATURES], 0.05);
      const losses = plain.step(batch, 0.05, lossWeights, classWeights);
      const [print, sleeves] = await metrics.data();
      metrics.dispose();
      expect(print).toBeCloseTo(losses[0]!, 5);
      expect(sleeves).toBeCloseTo(losses[1]!, 5);
      expect(labelled).toEqual(
        [0, 1].map((t) => batch.samples.filter((s, i) => batch.usable[i] && s.labels[t]! >= 0).length),
      );
    }
    const trained = await toHost(learner.state().weights);
    for (const [t, { task }] of TASKS.entries()) {
      const values = [...trained.get(`${task}_clf/kernel`)!.values, ...trained.get(`${task}_clf/bias`)!.values];
      for (const [i, expected] of plain.parameters(t).entries()) expect(values[i]).toBeCloseTo(expected, 5);
    }
    learner.dispose();
  });

  it('counts right answers over labelled rows that are not padding', async () => {
    const graph = headsGraph(FEATURES, TASKS);
    const weights = initialWeights(graph, 1);
    const always = (units: number, label: number) =>
      tf.tensor1d(Array.from({ length: units }, (_, i) => (i === label ? 90 : 0)));
    tf.dispose([weights.get('print_clf/bias')!, weights.get('sleeves_clf/bias')!]);
    weights.set('print_clf/bias', always(4, 2)).set('sleeves_clf/bias', always(2, 0));
    const learner = new Learner({
      programs: eagerPrograms,
      graph,
      weights,

      lossWeights: [1, 1],
      classWeights: [
        [1, 1, 9, 1],
        [1, 1],
      ],
    });
    const labels = [
      [2, 0],
      [2, -1],
      [1, 1],
      [-1, 0],
      [2, 0],
      [2, 0],
    ];
    const { metrics } = learner.step(batchOf(labels, 5, 0), [FEATURES], 0.01);
    expect([...(await metrics.data())].slice(2)).toEqual([3, 3]);
    metrics.dispose();
    learner.dispose();
  });

  it('leaves frozen weights alone and keeps no tensor', async () => {
    const trained = headsGraph(FEATURES, TASKS);
    const graph: Graph = {
      ...trained,
      layers: trained.layers.map((layer) => (layer.name === 'print_clf' ? { ...layer, trainable: false } : layer)),
    };
    const before = tf.memory().numTensors;
    const weights = initialWeights(graph, 5);
    const learner = new Learner({
      programs: eagerPrograms,
      graph,
      weights,

      lossWeights: [1, 1],
      classWeights: [
        [1, 1, 1, 1],
        [1, 1],
      ],
    });
    const frozen = [...(await toHost(weights)).get('print_clf/kernel')!.values];
    const step = (seed: number) => {
      learner
        .step(
          batchOf(
            [
              [0, 1],
              [3, 0],
              [2, 1],
            ],
            3,
            seed,
          ),
          [FEATURES],
          0.1,
        )
        .metrics.dispose();
      return tf.memory().numTensors;
    };
    const counts = [1, 2, 3, 4].map(step);
    expect(new Set(counts).size).toBe(1);
    const state = learner.state();
    expect([...(await toHost(state.weights)).get('print_clf/kernel')!.values]).toEqual(frozen);
    expect([...state.m.keys()]).toEqual(['sleeves_clf/kernel', 'sleeves_clf/bias']);
    disposeState(state);
    learner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
