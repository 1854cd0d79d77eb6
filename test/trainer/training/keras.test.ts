import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { eagerPrograms } from '../../../trainer/runtime/eager-programs.ts';
import { disposeState } from '../../../trainer/step/state.ts';
import { trainEpoch } from '../../../trainer/training/epoch.ts';
import type { InputBatch, Inputs } from '../../../trainer/training/inputs.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { metricsOf } from '../../../trainer/training/metrics.ts';
import { toHost } from '../../../trainer/training/model-state.ts';
import { fullBatches, naturalOrder } from '../../../trainer/training/order.ts';
import { predict } from '../../../trainer/training/predict.ts';
import { predictionSums } from '../../../trainer/training/predictions.ts';
import { useCpu } from './cpu.ts';
import { headsGraph, labelNames, sample } from './heads.ts';
import { recorded } from './recorded.ts';

interface Recorded {
  rows: number;
  features: number[];
  labels: Record<string, number[]>;
  batch: number;
  learning_rate: number;
  loss_weights: Record<string, number>;
  class_weights: Record<string, number[]>;
  initial: Record<string, number[]>;
  after: Record<string, number[]>[];
  history: Record<string, number[]>;
}

const keras = recorded<Recorded>('heads.json');
const FEATURES = keras.features.length / keras.rows;
const tasks = Object.entries(keras.class_weights).map(([task, { length }]) => ({ task, labels: labelNames(length) }));

beforeAll(useCpu);

/** Batches in the order of the rows, the last one filled up with rows that do not count. */
async function* inOrder(): AsyncGenerator<InputBatch> {
  const full = fullBatches(naturalOrder(keras.rows), keras.batch);
  for (let start = 0; start < full.length; start += keras.batch) {
    const rows = full.slice(start, start + keras.batch);
    yield {
      inputs: Float32Array.from(rows.flatMap((row) => keras.features.slice(row * FEATURES, (row + 1) * FEATURES))),
      samples: rows.map((row) =>
        sample(
          row + 1,
          Object.values(keras.labels).map((labels) => labels[row]!),
        ),
      ),
      usable: rows.map((_, i) => start + i < keras.rows),
    };
  }
}

const inputs: Inputs = { shape: [FEATURES], training: inOrder, validation: inOrder, part: inOrder };

it('epochs come to the weights and the history that Keras comes to', async () => {
  const graph = headsGraph(FEATURES, tasks);
  const weights = new Map(
    Object.entries(keras.initial).map(([name, values]) => {
      const units = tasks.find(({ task }) => name.startsWith(`${task}_clf/`))!.labels.length;
      return [name, tf.tensor(values, name.endsWith('kernel') ? [FEATURES, units] : [units])] as const;
    }),
  );
  const lossWeights = Object.values(keras.loss_weights);
  const learner = new Learner({
    programs: eagerPrograms,
    graph,
    weights,
    lossWeights,
    classWeights: Object.values(keras.class_weights),
  });
  const program = eagerPrograms.inference(graph, keras.batch);
  const stop = new AbortController().signal;
  const near = (value: number | null, name: string, epoch: number) =>
    expect(value, `${name} of epoch ${epoch}`).toBeCloseTo(keras.history[name]![epoch]!, 5);

  for (const [epoch, after] of keras.after.entries()) {
    const trained = await trainEpoch(inputs.training(epoch), {
      learner,
      tasks,
      lossWeights,
      inputShape: inputs.shape,
      epoch,
      learningRate: keras.learning_rate,
      stop,
      onProgress: () => {},
    });
    const state = learner.state();
    program.load(state.weights);
    const predictions = await predict(inputs.part('validation'), {
      program,
      tasks,
      inputShape: inputs.shape,
    });
    // Keras weighs validation rows only if it is given weights for them.
    const validation = metricsOf(tasks, predictionSums(tasks, predictions!), lossWeights);
    for (const [prefix, metrics] of [
      ['', trained.metrics],
      ['val_', validation],
    ] as const) {
      near(metrics.loss, `${prefix}loss`, epoch);
      for (const { task } of tasks) {
        near(metrics.tasks[task]!.loss, `${prefix}${task}_clf_loss`, epoch);
        near(metrics.tasks[task]!.accuracy, `${prefix}${task}_clf_accuracy`, epoch);
      }
    }
    const host = await toHost(state.weights);
    for (const [name, values] of Object.entries(after)) {
      for (const [i, value] of values.entries()) expect(host.get(name)!.values[i]).toBeCloseTo(value, 5);
    }
    disposeState(state);
  }
  program.dispose();
  learner.dispose();
});
