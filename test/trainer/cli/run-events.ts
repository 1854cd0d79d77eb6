import type { EpochEnded, RunEnded, RunEvent, RunStarted, Step } from '../../../schemas/types/run-event.ts';

/** Events of a small run with two tasks, for tests of everything that reads events. */

const time = '2026-01-02T03:04:05.000Z';

export const started: RunStarted = {
  v: 1,
  type: 'run-started',
  time,
  run: '2026-01-02-030405-abcd',
  config: '/project/config.yml',
  runtime: {
    rung: 'wasm',
    device: 'CPU, 2 threads',
    version: '4.22.0',
    notTaken: [
      { rung: 'cuda', reason: 'no GPU was found' },
      { rung: 'webgpu', reason: 'no GPU was found' },
      { rung: 'native', reason: 'it is not installed', command: 'multitask runtime install native' },
    ],
  },
  tasks: [
    { task: 'print', labels: ['solid', 'striped'], majority: 0.458 },
    { task: 'sleeves', labels: ['long', 'short', 'none'], majority: null },
  ],
  rows: 6000,
  images: { train: 4800, validation: 1200, test: 0 },
  batchSize: 32,
  stepsPerEpoch: 150,
  epochs: 12,
  firstEpoch: 0,
  frozen: false,
  parameters: { total: 218544, trainable: 213072 },
};

export const step: Step = {
  v: 1,
  type: 'step',
  time,
  epoch: 1,
  step: 31,
  steps: 150,
  metrics: {
    loss: 1.2,
    tasks: { print: { loss: 0.61, accuracy: 0.812 }, sleeves: { loss: null, accuracy: null } },
  },
  imagesPerSecond: 212.4,
  secondsLeft: 130,
};

/** The end of an epoch in which print's validation accuracy was the one given. */
export function epochEnded(epoch: number, accuracy: number, best: boolean): EpochEnded {
  return {
    v: 1,
    type: 'epoch-ended',
    time,
    epoch,
    train: { loss: 1.1, tasks: { print: { loss: 0.6, accuracy: 0.82 }, sleeves: { loss: 0.5, accuracy: 0.9 } } },
    validation: { loss: 1.3, tasks: { print: { loss: 0.7, accuracy }, sleeves: { loss: 0.6, accuracy: null } } },
    learningRate: 0.001,
    seconds: 12.3,
    imagesPerSecond: 390,
    best,
  };
}

export const ended: RunEnded = {
  v: 1,
  type: 'run-ended',
  time,
  status: 'finished',
  reason: 'all 12 epochs are done; the best weights, of epoch 2, were saved to model',
  epochs: 12,
  bestEpoch: 1,
  seconds: 150,
};

/** A run from its start to its end, with everything that may happen on the way. */
export const wholeRun: readonly RunEvent[] = [
  started,
  { v: 1, type: 'phase', time, phase: 'images', done: 0, total: 6000, unit: 'images' },
  { v: 1, type: 'bad-image', time, row: 812, path: 'images/a.jpg', reason: 'it is empty' },
  { v: 1, type: 'phase', time, phase: 'images', done: 6000, total: 6000, unit: 'images' },
  { v: 1, type: 'epoch-started', time, epoch: 0, learningRate: 0.001 },
  { ...step, epoch: 0 },
  epochEnded(0, 0.7, true),
  { v: 1, type: 'checkpoint-saved', time, epoch: 0 },
  { v: 1, type: 'epoch-started', time, epoch: 1, learningRate: 0.001 },
  step,
  { v: 1, type: 'phase', time, phase: 'validation', done: 32, total: 1200, unit: 'images' },
  epochEnded(1, 0.774, true),
  { v: 1, type: 'learning-rate-reduced', time, epoch: 1, from: 0.001, to: 0.0001 },
  { v: 1, type: 'log', time, level: 'warning', message: 'one image went bad' },
  ended,
];
