import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disk } from '../../../core/files.ts';
import type { Model } from '../../../schemas/types/config.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { forward } from '../../../trainer/network/forward.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { smallModel } from '../model-file/small-model.ts';
import { reproducibleImages, reproducibleWeights } from '../network/reproducible.ts';
import { noteOnPython, python, runPython } from './python.ts';

const USE_MODEL = new URL('../../fixtures/keras-file/use_model.py', import.meta.url);
const IMAGES = 2;
const MINUTES = 60_000;

/** What use_model.py says. */
interface Used {
  readonly layers: readonly (readonly [kind: string, name: string])[];
  readonly outputs: readonly string[];
  readonly backbone: { readonly name: string; readonly trainable: boolean };
  readonly weights: { readonly trainable: number; readonly non_trainable: number };
  readonly optimizer: { readonly name: string; readonly learning_rate: number };
  readonly loss: Readonly<Record<string, string>>;
  readonly evaluated: Readonly<Record<string, number>>;
  readonly predictions: readonly (readonly number[])[];
  readonly predictionsOfCopy: readonly (readonly number[])[];
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ONE_TASK: Model['target_encoder'] = { print: ['größe', '大'] };
const THREE_TASKS: Model['target_encoder'] = {
  print: ['solid', 'gestreift – schräg', '"quoted"\n'],
  'sleeves-2.x': ['long', 'short'],
  Neckline_v: ['a', 'b', 'c', 'd'],
};

test.each<[name: string, backbone: string, model: Partial<Model>]>([
  ['mobilenet', 'mobilenet_0.25_32', { alpha: 0.25, input_shape: [32, 32], target_encoder: ONE_TASK }],
  [
    'a frozen mobilenet',
    'mobilenet_0.25_45',
    { alpha: 0.25, input_shape: [45, 61], freeze_convolutional_layers: true },
  ],
  ['the widest mobilenet', 'mobilenet_1.00_32', { alpha: 1, input_shape: [32, 64], target_encoder: THREE_TASKS }],
  ['xception', 'xception', { backbone: 'xception', input_shape: [71, 71], target_encoder: THREE_TASKS }],
  [
    'a frozen xception',
    'xception',
    { backbone: 'xception', input_shape: [80, 71], target_encoder: ONE_TASK, freeze_convolutional_layers: true },
  ],
])(`Keras opens, evaluates, trains and saves %s${noteOnPython}`, { timeout: 5 * MINUTES }, async (_, name, options) => {
  if (python === undefined) return;
  const small = smallModel(5, options);
  const { graph, metadata } = small;
  const weights = reproducibleWeights(graph, metadata.backbone!);
  const path = join(folder, 'model.h5');
  const training = { learningRate: 0.0125, lossWeights: graph.outputs.map((_, i) => i + 0.5) };
  await saveModel(path, graph, weights, metadata, disk, training);

  const { height, width } = metadata.inputSize;
  const pixels = reproducibleImages(IMAGES, height, width);
  await writeFile(join(folder, 'pixels.bin'), pixels);
  const used = (await runPython(USE_MODEL, [path, join(folder, 'pixels.bin'), String(IMAGES)])) as Used;

  const frozen = options.freeze_convolutional_layers ?? false;
  expect(used.backbone).toMatchObject({ name, trainable: !frozen });
  expect(used.layers.map(([, layer]) => layer)).toEqual(['model_input', 'rescaling', name, ...graph.outputs]);
  expect(used.outputs).toEqual(graph.outputs);
  const specs = weightSpecs(graph);
  const trainable = specs.filter((spec) => spec.trainable).length;
  expect(used.weights).toEqual({ trainable, non_trainable: specs.length - trainable });
  expect(used.optimizer.name).toBe('Adam');
  expect(used.optimizer.learning_rate).toBeCloseTo(0.0125, 8);
  expect(used.loss).toEqual(Object.fromEntries(graph.outputs.map((output) => [output, 'categorical_crossentropy'])));

  const { logits } = forward(graph, weights, tf.tensor4d(pixels, [IMAGES, height, width, 3]), { training: false });
  const expected = logits.map((output) => tf.softmax(output).dataSync());
  for (const predictions of [used.predictions, used.predictionsOfCopy]) {
    expect(predictions).toHaveLength(expected.length);
    const differences = predictions.flatMap((values, i) =>
      values.map((value, j) => Math.abs(value - expected[i]![j]!)),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  }
  // The loss that Keras was told to train: each head's against its own best guess, weighted.
  const losses = expected.map((values, i) => meanOfLargest(values, logits[i]!.shape[1]!));
  const sum = losses.reduce((total, loss, i) => total + loss * training.lossWeights[i]!, 0);
  expect(used.evaluated.loss).toBeCloseTo(sum, 3);
});

function meanOfLargest(values: ArrayLike<number>, labels: number): number {
  const rows = Array.from({ length: IMAGES }, (_, row) => Array.from(values).slice(row * labels, (row + 1) * labels));
  return rows.reduce((sum, row) => sum - Math.log(Math.max(...row)), 0) / IMAGES;
}
