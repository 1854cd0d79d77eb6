import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initialWeights } from '../../../trainer/network/weights.ts';
import { eagerPrograms } from '../../../trainer/runtime/eager-programs.ts';
import { DivergedError } from '../../../trainer/training/diverged.ts';
import { trainEpoch } from '../../../trainer/training/epoch.ts';
import type { InputBatch } from '../../../trainer/training/inputs.ts';
import { Learner } from '../../../trainer/training/learner.ts';
import { epochOrder, fullBatches } from '../../../trainer/training/order.ts';
import { Pace } from '../../../trainer/training/pace.ts';
import { useCpu } from './cpu.ts';
import { headsGraph, labelNames, sample } from './heads.ts';

const tasks = [
  { task: 'print', labels: labelNames(2) },
  { task: 'sleeves', labels: labelNames(2) },
];

beforeAll(useCpu);

async function* batchesOf(inputs: readonly number[]): AsyncGenerator<InputBatch> {
  for (const value of inputs) {
    yield {
      inputs: Float32Array.of(value, 1, value, -1),
      samples: [sample(1, [0, 1]), sample(2, [1, -1])],
      usable: [true, true],
    };
  }
}

function epochOptions(learner: Learner, stop = new AbortController().signal) {
  return {
    learner,
    tasks,
    lossWeights: [1, 1],
    inputShape: [2],
    epoch: 4,
    learningRate: 0.01,
    stop,
    onProgress: () => {},
  };
}

function newLearner(): Learner {
  const graph = headsGraph(2, tasks);
  return new Learner({
    programs: eagerPrograms,
    graph,
    weights: initialWeights(graph, 1),
    lossWeights: [1, 1],
    classWeights: [
      [1, 1],
      [1, 1],
    ],
  });
}

describe('an epoch', () => {
  it('names the task and the exact step whose loss is no number, however late that is read', async () => {
    const learner = newLearner();
    const failing = trainEpoch(batchesOf([1, 2, 3, Number.NaN, 5, 6]), epochOptions(learner));
    await expect(failing).rejects.toThrow(DivergedError);
    await expect(failing).rejects.toThrow(
      'The loss of task print became NaN in step 4 of epoch 5. The learning rate, 0.01, is probably too high: try learning_rate: 0.001.',
    );
    learner.dispose();
  });

  it('tells progress after the first step and after the last', async () => {
    const learner = newLearner();
    const told: number[] = [];
    const result = await trainEpoch(batchesOf([1, 2, 3]), {
      ...epochOptions(learner),
      onProgress: ({ steps }) => void told.push(steps),
    });
    expect(told[0]).toBe(1);
    expect(told.at(-1)).toBe(3);
    expect(new Set(told).size).toBe(told.length);
    expect(result).toMatchObject({ steps: 3, images: 6 });
    learner.dispose();
  });

  it('ends after the step during which a stop is asked for, and keeps no tensor', async () => {
    const learner = newLearner();
    const before = tf.memory().numTensors;
    const controller = new AbortController();
    async function* stopping() {
      for await (const batch of batchesOf([1, 2, 3, 4])) {
        yield batch;
        if (learner.steps === 2) controller.abort();
      }
    }
    const result = await trainEpoch(stopping(), epochOptions(learner, controller.signal));
    expect(result.steps).toBe(2);
    expect(learner.steps).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
    learner.dispose();
  });

  it('adds 0 for a task without labels and says null of it', async () => {
    const learner = newLearner();
    async function* unlabelled() {
      for await (const batch of batchesOf([1])) yield { ...batch, samples: [sample(1, [0, -1]), sample(2, [1, -1])] };
    }
    const { metrics } = await trainEpoch(unlabelled(), epochOptions(learner));
    expect(metrics.tasks.sleeves).toEqual({ loss: null, accuracy: null });
    expect(metrics.loss).toBe(metrics.tasks.print!.loss);
    learner.dispose();
  });
});

describe('the order of an epoch', () => {
  it('holds every row once, and depends on seed and epoch alone', () => {
    const order = epochOrder(50, 3, 2);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(epochOrder(50, 3, 2)).toEqual(order);
    expect(epochOrder(50, 3, 1)).not.toEqual(order);
    expect(epochOrder(50, 4, 2)).not.toEqual(order);
  });

  it('is filled up with its first rows until the last batch is full', () => {
    expect(fullBatches([3, 1, 2], 2)).toEqual([3, 1, 2, 3]);
    expect(fullBatches([3, 1], 2)).toEqual([3, 1]);
    expect(fullBatches([5], 4)).toEqual([5, 5, 5, 5]);
    expect(fullBatches([], 4)).toEqual([]);
  });
});

describe('the time left', () => {
  it('is unknown at first, then counts steps, validation and later epochs', () => {
    const pace = new Pace({ epochs: 3, validationSteps: 3 });
    expect(pace.secondsLeft(0, 1, 10, 0.1, 0)).toBeNull();
    // 0.2 s a step; validation guessed at a third of a step for each of its batches.
    expect(pace.secondsLeft(0, 5, 10, 1, 0)).toBeCloseTo(5 * 0.2 + 0.2 + 2 * (10 * 0.2 + 0.2), 9);
    pace.overheadWas(1);
    expect(pace.secondsLeft(1, 1, 10, 0.2, 0)).toBeCloseTo(9 * 0.2 + 1 + (10 * 0.2 + 1), 9);
    pace.variantTook(7);
    expect(pace.secondsLeft(1, 1, 10, 0.2, 2)).toBeCloseTo(9 * 0.2 + 1 + (10 * 0.2 + 1) + 14, 9);
  });
});
