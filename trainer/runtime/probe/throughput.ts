import * as tf from '@tensorflow/tfjs-core';
import { randomFor } from '../../../core/random.ts';
import type { Graph } from '../../network/graph.ts';
import { LayerList } from '../../network/layer-list.ts';
import { mobilenet } from '../../network/mobilenet.ts';
import { initialWeights } from '../../network/weights.ts';
import { initialState } from '../../step/state.ts';
import type { StepBatch } from '../../step/training-step.ts';
import type { Programs, TrainingProgram } from '../programs.ts';

const SIZE = 96;
const BATCH_SIZE = 16;
const LABELS = 8;
const SEED = 1;

/** Steps are measured for this long. */
const MEASURED_MS = 1500;

/** A device that takes longer than this for one image is slow by any measure, and nobody should wait for sixteen. */
const PATIENCE_MS = 1000;

/** Training images per second on a small standard network, its numbers random. Takes a few seconds. */
export async function trainingThroughput(programs: Programs): Promise<number> {
  const graph = standardNetwork();
  const program = programs.training(graph, initialState(graph, initialWeights(graph, SEED)), [1]);
  try {
    const single = await stepMilliseconds(program, 1, 0);
    if (single > PATIENCE_MS) return 1000 / single;
    return (BATCH_SIZE * 1000) / (await stepMilliseconds(program, BATCH_SIZE, MEASURED_MS));
  } finally {
    program.dispose();
  }
}

/** How long a step takes on average, measured for at least `milliseconds`; what the first step compiles is not counted. */
async function stepMilliseconds(program: TrainingProgram, rows: number, milliseconds: number): Promise<number> {
  const batch = randomBatch(rows);
  const stepSize = tf.scalar(1e-4, 'float32');
  try {
    await timedStep(program, batch, stepSize);
    let [steps, spent] = [0, 0];
    do {
      spent += await timedStep(program, batch, stepSize);
      steps++;
    } while (spent < milliseconds);
    return spent / steps;
  } finally {
    tf.dispose([batch.inputs, batch.heads, stepSize]);
  }
}

/** Milliseconds until the step's results are there. */
async function timedStep(program: TrainingProgram, batch: StepBatch, stepSize: tf.Scalar): Promise<number> {
  const started = performance.now();
  const metrics = program.step(batch, stepSize);
  try {
    await metrics.data();
  } finally {
    metrics.dispose();
  }
  return performance.now() - started;
}

/** MobileNet of alpha 0.25 with one head. */
function standardNetwork(): Graph {
  const list = new LayerList();
  const input = list.add('model_input', { kind: 'InputLayer', shape: [SIZE, SIZE, 3] });
  const features = list.add('features', { kind: 'GlobalAveragePooling2D' }, mobilenet(list, input, 0.25));
  const output = list.add('head', { kind: 'Dense', units: LABELS, activation: 'softmax' }, features);
  return { layers: list.layers, input, outputs: [output] };
}

function randomBatch(rows: number) {
  const random = randomFor(SEED, 'throughput');
  const pixels = Float32Array.from({ length: rows * SIZE * SIZE * 3 }, () => random.between(-1, 1));
  const labels = Int32Array.from({ length: rows }, () => random.index(LABELS));
  return {
    inputs: tf.tensor4d(pixels, [rows, SIZE, SIZE, 3]),
    heads: [
      {
        oneHot: tf.tidy(() => tf.cast(tf.oneHot(labels, LABELS), 'float32') as tf.Tensor2D),
        mask: tf.ones([rows]) as tf.Tensor1D,
        weights: tf.fill([rows], 1 / rows) as tf.Tensor1D,
      },
    ],
  } satisfies StepBatch;
}
