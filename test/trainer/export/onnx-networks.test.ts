import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { PbfReader } from 'pbf';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Model } from '../../../schemas/types/config.ts';
import { toOnnx } from '../../../trainer/export/onnx/to-onnx.ts';
import { smallModel } from '../model-file/small-model.ts';
import { reproducibleImages, reproducibleWeights } from '../network/reproducible.ts';
import { largestDifference, openedOnnx, outputsOfForward, testWithOnnx } from './onnxruntime.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const TASKS: Model['target_encoder'] = { 'größe / 大小': ['klein', 'mit, Komma\nund "Zeile"', '大'], b: ['x', 'y'] };

/** With moving statistics as training might leave them, and predictions that differ from image to image. */
function modelOf(options: Partial<Model>) {
  const small = smallModel(5, { target_encoder: TASKS, ...options });
  return { ...small, weights: reproducibleWeights(small.graph, options.backbone!) };
}

const NETWORKS: readonly (readonly [string, Partial<Model>])[] = [
  ['mobilenet', { backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64] }],
  ['a frozen mobilenet of odd size', freeze({ backbone: 'mobilenet', alpha: 0.25, input_shape: [45, 61] })],
  ['xception', { backbone: 'xception', input_shape: [71, 71] }],
];

function freeze(model: Partial<Model>): Partial<Model> {
  return { ...model, freeze_convolutional_layers: true };
}

describe('onnxruntime predicts what forward predicts, whatever the batch:', () => {
  for (const [name, options] of NETWORKS) {
    testWithOnnx(name, async (runtime) => {
      const model = modelOf(options);
      const [height, width] = options.input_shape!;
      const network = await openedOnnx(runtime, model);
      for (const rows of [1, 5]) {
        const x = tf.tensor4d(reproducibleImages(rows, height, width), [rows, height, width, 3]);
        const expected = outputsOfForward(model, x);
        const outputs = await network.run(await x.data<'float32'>(), x.shape);
        expect(outputs.map(({ length }) => length)).toEqual([rows * 3, rows * 2]);
        expect(largestDifference(outputs, expected)).toBeLessThan(1e-4);
        // No flat distributions: the test would not see much then.
        expect(Math.max(...expected[0]!)).toBeGreaterThan(0.4);
      }
      await network.close();
    });
  }
});

test('an export leaves no tensors behind and the weights as they were', async () => {
  const model = modelOf({ backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 32] });
  const before = tf.memory().numTensors;
  const bytes = await toOnnx(model);
  expect(tf.memory().numTensors).toBe(before);
  expect(Buffer.from(await toOnnx(model)).equals(bytes)).toBe(true);
});

test('the file says who wrote it, for which operators, and what its outputs mean', async () => {
  const model = modelOf({ backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 32] });
  const { numbers, texts, metadata } = readModel(await toOnnx(model));
  expect(numbers).toEqual({ 1: 7 });
  expect(texts).toEqual({ 2: 'Multitask Vision', 3: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(Object.keys(metadata)).toEqual(['multitask', 'labels.größe / 大小', 'labels.b']);
  expect(JSON.parse(metadata.multitask!)).toEqual(model.metadata);
  expect(JSON.parse(metadata['labels.größe / 大小']!)).toEqual(TASKS['größe / 大小']);
});

/** The outermost fields of a ModelProto, by their numbers. */
function readModel(bytes: Uint8Array) {
  const numbers: Record<number, number> = {};
  const texts: Record<number, string> = {};
  const metadata: Record<string, string> = {};
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag === 1) numbers[tag] = pbf.readVarint();
    if (tag === 2 || tag === 3) texts[tag] = pbf.readString();
    if (tag === 14) {
      const [key, value] = pbf.readMessage((_, pair: string[], entry) => void pair.push(entry.readString()), []);
      metadata[key!] = value!;
    }
  }, undefined);
  return { numbers, texts, metadata };
}
