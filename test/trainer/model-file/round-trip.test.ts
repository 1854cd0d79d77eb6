import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadModel } from '../../../trainer/model-file/load-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { forward } from '../../../trainer/network/forward.ts';
import { reproducibleImages, reproducibleWeights } from '../network/reproducible.ts';
import { type SmallModel, smallModel } from './small-model.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true }));

const save = (path: string, { graph, weights, metadata }: SmallModel) => saveModel(path, graph, weights, metadata);
const valuesOf = (weights: Map<string, tf.Tensor>) =>
  [...weights].map(([name, tensor]) => ({ name, shape: tensor.shape, values: tensor.dataSync() }));

test.each([
  ['a folder', 'models/garments', 'models/garments', 'model'],
  ['a .json file', 'models/garments.json', 'models', 'garments'],
])('saved to %s that does not exist yet, a model comes back as it was', async (_, name, inFolder, stem) => {
  const path = join(folder, name);
  const model = smallModel(3, { freeze_convolutional_layers: true });
  await save(path, model);
  expect(await readdir(join(folder, inFolder))).toEqual([
    `${stem}.json`,
    expect.stringMatching(new RegExp(`^${stem}\\.weights-[0-9a-f]{16}\\.bin$`)),
  ]);
  const loaded = await loadModel(path);
  expect(loaded.graph).toEqual(model.graph);
  expect(loaded.metadata).toEqual(model.metadata);
  expect(valuesOf(loaded.weights)).toEqual(valuesOf(model.weights));
});

test('task names and labels may be of any script', async () => {
  const target_encoder: Record<string, [string, string]> = {
    'größe / 大小': ['klein', '大'],
    'a/b': ['../x', '"y"\n'],
  };
  const model = smallModel(1, { target_encoder });
  await save(folder, model);
  const loaded = await loadModel(folder);
  expect(loaded.metadata.tasks).toEqual(model.metadata.tasks);
  expect(loaded.graph.outputs).toEqual(['größe / 大小_clf', 'a/b_clf']);
});

test('saving frees and keeps the tensors that it was given', async () => {
  const model = smallModel();
  const before = tf.memory().numTensors;
  await save(folder, model);
  expect(tf.memory().numTensors).toBe(before);
});

describe('loadLayersModel of TF.js predicts what forward predicts', () => {
  test.each([
    ['mobilenet', { backbone: 'mobilenet', alpha: 0.25, input_shape: [45, 61] }],
    [
      'a frozen mobilenet',
      { backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64], freeze_convolutional_layers: true },
    ],
    ['xception', { backbone: 'xception', input_shape: [71, 71] }],
  ] as const)('%s', async (_, options) => {
    const [height, width] = options.input_shape;
    const small = smallModel(5, { ...options, input_shape: [height, width] });
    const model = { ...small, weights: reproducibleWeights(small.graph, options.backbone) };
    await save(folder, model);
    const theirs = await loadLayersModel(await handlerOf(folder));
    const x = tf.tensor4d(reproducibleImages(1, height, width), [1, height, width, 3]);
    const expected = theirs.predict(x) as tf.Tensor[];
    const { logits } = forward(model.graph, model.weights, x, { training: false });
    expect(logits).toHaveLength(2);
    expect(theirs.outputNames).toEqual(model.graph.outputs);
    for (const [i, output] of logits.entries()) {
      const difference = tf.max(tf.abs(tf.sub(tf.softmax(output), expected[i]!)));
      expect(difference.dataSync()[0]).toBeLessThan(1e-5);
      // A distribution, and no flat one: the test would not see much then.
      expect(tf.max(expected[i]!).dataSync()[0]).toBeGreaterThan(1 / output.shape[1] + 0.01);
    }
    expect(theirs.getUserDefinedMetadata()).toMatchObject({ multitask: model.metadata });
  });
});

/** As a web page would fetch the files. */
async function handlerOf(path: string) {
  const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
    await readFile(join(path, 'model.json'), 'utf8'),
  );
  const [{ paths, weights: weightSpecs }] = weightsManifest;
  const content = await readFile(join(path, paths[0]));
  const weightData = content.buffer.slice(content.byteOffset, content.byteOffset + content.length);
  return tf.io.fromMemory({ modelTopology, weightSpecs, weightData, userDefinedMetadata });
}
