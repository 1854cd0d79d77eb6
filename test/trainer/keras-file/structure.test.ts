import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk } from '../../../core/files.ts';
import type { Model } from '../../../schemas/types/config.ts';
import { createH5, setNames } from '../../../trainer/keras-file/create-h5.ts';
import { nestBackbone } from '../../../trainer/keras-file/nested-network.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { digestOf } from '../../../trainer/model-file/weight-values.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { configWith } from '../../config-with.ts';
import { type SmallModel, smallModel } from '../model-file/small-model.ts';
import { structureOf, textLists, valuesAt } from './h5-structure.ts';

/** What Keras itself writes for the same networks; made by make_structure.py. */
interface KerasStructure {
  readonly layerNames: readonly string[];
  readonly groups: Readonly<Record<string, readonly (readonly [name: string, shape: readonly number[]])[]>>;
  readonly nested: readonly (readonly [name: string, inputs: readonly string[]])[];
  readonly texts: readonly string[];
}

const KERAS = JSON.parse(
  readFileSync(new URL('../../fixtures/keras-file/structure.json', import.meta.url), 'utf8'),
) as Record<string, KerasStructure>;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function saved({ graph, weights, metadata }: SmallModel, name = 'model.h5') {
  const path = join(folder, name);
  await saveModel(path, graph, weights, metadata, disk, { learningRate: 0.01, lossWeights: [1, 0.25] });
  return { path, structure: await structureOf(path) };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of Keras, looked at key by key.
type Json = any;

const MOBILENET: Partial<Model> = { backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 40] };
const XCEPTION: Partial<Model> = { backbone: 'xception', input_shape: [71, 71] };

describe('what Keras writes for the same network is where Keras writes it', () => {
  test.each<[string, Partial<Model>]>([
    ['mobilenet', MOBILENET],
    ['frozen mobilenet', { ...MOBILENET, freeze_convolutional_layers: true }],
    ['xception', XCEPTION],
    ['frozen xception', { ...XCEPTION, freeze_convolutional_layers: true }],
  ])('%s', async (name, options) => {
    const keras = KERAS[name]!;
    const { structure } = await saved(smallModel(1, options));
    expect(structure.layerNames).toEqual(keras.layerNames);
    expect(Object.keys(structure.groups).sort()).toEqual(Object.keys(keras.groups).sort());
    for (const [group, weights] of Object.entries(structure.groups)) {
      expect(weights.map(([weight, shape]) => [kerasThree(weight), shape])).toEqual(keras.groups[group]);
    }
    expect(Object.keys(structure.attributes)).toEqual(expect.arrayContaining([...keras.texts]));
    const nested: Json = (structure.modelConfig as Json).config.layers[2];
    const layers: Json[] = nested.config.layers;
    const inputs = layers.map(({ inbound_nodes: [call = []] }) => call.map(([from]: Json) => from));
    const renamed = (layer: string) => (layer === 'input_1' ? 'input_layer' : layer);
    expect(layers.map((layer, i) => [renamed(layer.name), inputs[i].map(renamed)])).toEqual(keras.nested);
  });
});

/** Names of weights as Keras 3 has them: without the output's number, and with one name for all kernels of one kind. */
function kerasThree(weight: string): string {
  return weight.replace(/:0$/, '').replace(/^(conv_dw_\d+)\/depthwise_kernel$/, '$1/kernel');
}

test('weights have their values under the names of TF 2', async () => {
  const model = smallModel(2);
  const { path } = await saved(model);
  const { name } = nestBackbone(model.graph, model.metadata).backbone;
  for (const { name: weight, layer } of weightSpecs(model.graph)) {
    const group = model.graph.outputs.includes(layer) ? layer : name;
    expect(await valuesAt(path, group, `${weight}:0`), weight).toEqual(model.weights.get(weight)!.dataSync());
  }
});

test('the root says what a reader needs: ASCII texts, the metadata, the digest of the weights', async () => {
  const target_encoder: Model['target_encoder'] = { print: ['größe', '大'], sleeves: ['a"b', 'c\n'] };
  const model = smallModel(1, { target_encoder });
  const { structure } = await saved(model);
  const text = 'text cset 0 vlen';
  expect(structure.attributes).toEqual({
    keras_version: text,
    backend: text,
    model_config: text,
    training_config: text,
    multitask: text,
    layer_names: 'list cset 0 vlen',
  });
  const values = weightSpecs(model.graph).map(({ name }) => model.weights.get(name)!.dataSync() as Float32Array);
  const digest = digestOf(values.map((of) => new Uint8Array(of.buffer, of.byteOffset, of.byteLength)));
  expect(structure.multitask).toEqual({ metadata: model.metadata, weights: digest });
  expect(structure.trainingConfig).toEqual({
    loss: { print_clf: 'categorical_crossentropy', sleeves_clf: 'categorical_crossentropy' },
    metrics: { print_clf: ['accuracy'], sleeves_clf: ['accuracy'] },
    weighted_metrics: null,
    loss_weights: { print_clf: 1, sleeves_clf: 0.25 },
    optimizer_config: {
      class_name: 'Adam',
      config: { name: 'Adam', learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false },
    },
  });
});

test('the config is one that Keras 2 and Keras 3 read: the backbone has a second call, and the heads read it', async () => {
  const { structure } = await saved(smallModel());
  const [input, scaling, backbone, ...heads]: Json[] = (structure.modelConfig as Json).config.layers;
  // Keras 2 refuses what it does not know here.
  expect(input.config).toEqual({
    name: 'model_input',
    dtype: 'float32',
    batch_input_shape: [null, 32, 40, 3],
    sparse: false,
  });
  expect(scaling).toMatchObject({ class_name: 'Rescaling', inbound_nodes: [[['model_input', 0, 0, {}]]] });
  expect(backbone.inbound_nodes).toEqual([[['rescaling', 0, 0, {}]], [['rescaling', 0, 0, {}]]]);
  expect(heads.map(({ inbound_nodes }) => inbound_nodes)).toEqual([
    [[['mobilenet_0.06_32', 1, 0, {}]]],
    [[['mobilenet_0.06_32', 1, 0, {}]]],
  ]);
  const layers: Json[] = backbone.config.layers;
  expect(layers.at(-1)).toMatchObject({ class_name: 'GlobalAveragePooling2D' });
  expect(backbone.config).toMatchObject({
    input_layers: [['input_1', 0, 0]],
    output_layers: [['global_average_pooling2d', 0, 0]],
  });
});

test.each([
  [0.25, 'mobilenet_0.25_32'],
  [1, 'mobilenet_1.00_32'],
  // As Python rounds.
  [0.125, 'mobilenet_0.12_32'],
  [0.375, 'mobilenet_0.38_32'],
])('mobilenet of alpha %d is called %s', (alpha, name) => {
  const { graph, metadata } = smallModel(1, { alpha });
  expect(nestBackbone(graph, metadata).backbone.name).toBe(name);
});

test('a network whose heads read different layers has no backbone to nest', () => {
  const { metadata } = smallModel();
  const graph = buildNetwork(configWith(MOBILENET));
  const layers = graph.layers.map((layer) => (layer.name === 'sleeves_clf' ? { ...layer, inputs: ['conv1'] } : layer));
  expect(() => nestBackbone({ ...graph, layers }, metadata)).toThrow('its heads do not all read one layer');
});

test('tasks whose names Keras refuses are refused before anything is written', async () => {
  const error = await saved(smallModel(1, { target_encoder: { 'a/b': ['x', 'y'] } })).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toContain('The task "a/b" cannot be saved in a Keras file');
  expect(await readdir(folder)).toEqual([]);
});

test('lists of names too long for one attribute are split as Keras splits them', async () => {
  const names = Array.from({ length: 3001 }, (_, i) => `layer_${String(i).padStart(6, '0')}${'x'.repeat(37)}`);
  const path = join(folder, 'names.h5');
  await createH5(path, (file) => {
    setNames(file, 'weight_names', names);
    setNames(file, 'short', names.slice(0, 3));
    setNames(file, 'none', []);
  });
  const lists = await textLists(path);
  // 49 bytes each: 1 316 fit. numpy.array_split of 3 001 names into 3.
  expect(Object.entries(lists).map(([name, list]) => [name, list.length])).toEqual([
    ['none', 0],
    ['short', 3],
    ['weight_names0', 1001],
    ['weight_names1', 1000],
    ['weight_names2', 1000],
  ]);
  expect([...lists.weight_names0!, ...lists.weight_names1!, ...lists.weight_names2!]).toEqual(names);
});

test('saving keeps the tensors that it was given, and makes none', async () => {
  const model = smallModel();
  const before = tf.memory().numTensors;
  await saved(model, 'folders/that/are missing/model.HDF5');
  expect(tf.memory().numTensors).toBe(before);
});
