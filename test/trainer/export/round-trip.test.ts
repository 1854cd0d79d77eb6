import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { disk, type Files } from '../../../core/files.ts';
import type { Model } from '../../../schemas/types/config.ts';
import { type ExportRequest, exportModel } from '../../../trainer/export/export-model.ts';
import { openModel } from '../../../trainer/model-file/open-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import type { Layer } from '../../../trainer/network/graph.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { noise } from '../images/pictures.ts';
import { smallModel } from '../model-file/small-model.ts';
import { reproducibleWeights } from '../network/reproducible.ts';
import { testWithOnnx } from './onnxruntime.ts';

const NETWORKS: readonly (readonly [string, Partial<Model>])[] = [
  ['mobilenet', { backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64] }],
  [
    'a frozen mobilenet',
    { backbone: 'mobilenet', alpha: 0.5, input_shape: [32, 48], freeze_convolutional_layers: true },
  ],
  ['xception', { backbone: 'xception', input_shape: [71, 71] }],
];

const root = await mkdtemp(join(tmpdir(), 'multitask-round-trip-'));
const IMAGES = Array.from({ length: 3 }, (_, i) => join(root, `${i}.png`));
const at = (...path: string[]) => join(root, ...path);

beforeAll(async () => {
  await tf.setBackend('cpu');
  for (const [i, path] of IMAGES.entries())
    await writeFile(
      path,
      await noise(70, 70, i + 1)
        .png()
        .toBuffer(),
    );
});
afterAll(() => rm(root, { recursive: true }));

function exported(model: string, out: string, to: ExportRequest['to'], files?: Files) {
  const onUnreadable = (path: string, reason: string) => expect.fail(`${path}: ${reason}`);
  return exportModel({ model, out, to, images: IMAGES, runtime: { rung: 'wasm' }, onUnreadable }, files);
}

async function valuesOf(path: string) {
  const { graph, weights, metadata } = await openModel(path);
  const values = [...weights].map(([name, tensor]) => [name, tensor.shape, tensor.dataSync()] as const);
  tf.dispose([...weights.values()]);
  // Whether a layer without weights is trainable says nothing; Keras knows it of whole nested models only.
  const layers = graph.layers.map(({ trainable, ...layer }) => layer);
  return { layers, weights: weightSpecs(graph), outputs: graph.outputs, metadata, values };
}

test.each(NETWORKS)('%s goes to Keras and back without a bit being lost', async (name, options) => {
  const small = smallModel(5, options);
  const weights = reproducibleWeights(small.graph, options.backbone!);
  await saveModel(at(name, 'model'), small.graph, weights, small.metadata);
  await tf.setBackend('cpu');
  const before = await valuesOf(at(name, 'model'));

  const there = await exported(at(name, 'model'), at(name, 'model.h5'), 'keras');
  expect(there).toEqual({ tasks: 2, images: 3, difference: 0 });
  const back = await exported(at(name, 'model.h5'), at(name, 'back'), 'tfjs');
  expect(back).toEqual({ tasks: 2, images: 3, difference: 0 });

  // Of an export no backend is left that could read tensors.
  await tf.setBackend('cpu');
  const after = await valuesOf(at(name, 'back'));
  expect(after.metadata).toEqual(before.metadata);
  expect(after.outputs).toEqual(before.outputs);
  expect(after.layers).toEqual(before.layers);
  expect(after.weights).toEqual(before.weights);
  for (const [i, [weight, shape, numbers]] of before.values.entries()) {
    expect(after.values[i]![1], weight).toEqual(shape);
    expect(Buffer.from(after.values[i]![2].buffer).equals(Buffer.from(numbers.buffer)), weight).toBe(true);
  }
  expect((await readdir(at(name))).sort()).toEqual(['back', 'model', 'model.h5']);
});

testWithOnnx('a Keras file becomes an ONNX file', async () => {
  const { graph, weights, metadata } = smallModel(4);
  await tf.setBackend('cpu');
  await saveModel(at('small.h5'), graph, weights, metadata);
  const { images, difference } = await exported(at('small.h5'), at('small.onnx'), 'onnx');
  expect(images).toBe(3);
  expect(difference).toBeLessThan(1e-5);
});

test('a network that scales within goes to Keras too', async () => {
  const { graph, weights, metadata } = smallModel(4);
  const relu = graph.layers.findIndex(({ kind }) => kind === 'ReLU');
  const [{ name }, next] = graph.layers.slice(relu) as [Layer, Layer];
  const halve: Layer = { name: 'halve', kind: 'Rescaling', inputs: [name], trainable: true, scale: 0.5, offset: 0.25 };
  const layers = graph.layers.toSpliced(relu + 1, 1, halve, { ...next, inputs: [halve.name] });
  await tf.setBackend('cpu');
  await saveModel(at('within'), { ...graph, layers }, weights, metadata);
  expect(await exported(at('within'), at('within.h5'), 'keras')).toEqual({ tasks: 2, images: 3, difference: 0 });
});

test('a Keras file that the disk refuses leaves the old one', async () => {
  const { graph, weights, metadata } = smallModel(4);
  await tf.setBackend('cpu');
  await saveModel(at('from'), graph, weights, metadata);
  await writeFile(at('old.h5'), 'old');
  const full: Files = {
    ...disk,
    async write() {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    },
  };
  await expect(exported(at('from'), at('old.h5'), 'keras', full)).rejects.toThrow('the disk is full');
  expect(await readFile(at('old.h5'), 'utf8')).toBe('old');
});
