import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import h5wasm from 'h5wasm/node';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import type { Model } from '../../../schemas/types/config.ts';
import { readKerasModel } from '../../../trainer/keras-file/read-keras-model.ts';
import { useCpu } from '../training/cpu.ts';
import { attributeOf, copyWith, kerasConfig, kerasFile } from './keras-files.ts';

const MODEL = kerasFile('tf2.4-xception');

let folder: string;
let path: string;
beforeAll(useCpu);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-file-'));
  path = join(folder, 'model.h5');
});
afterEach(() => rm(folder, { recursive: true }));

async function refusal(file: string, model: Partial<Model> | undefined = {}): Promise<string> {
  const before = tf.memory().numTensors;
  const error = await readKerasModel(file, { config: kerasConfig(model) }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(tf.memory().numTensors).toBe(before);
  const { message } = error as UserError;
  expect(message).toMatch(/\.$/);
  return message;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests put anything anywhere.
type Json = any;

/** A copy whose model_config was changed. */
async function edited(change: (model: Json) => void, from = MODEL): Promise<string> {
  const json = JSON.parse(await attributeOf(from, 'model_config'));
  change(json);
  return copyWith(from, path, 'model_config', JSON.stringify(json));
}

const layer = (model: Json, name: string) => model.config.layers.find((candidate: Json) => candidate.name === name);
const inner = (model: Json, name: string) => layer(layer(model, 'xception'), name);

describe('labels', () => {
  test('are asked for, with the outputs that want them', async () => {
    const error: Error = await readKerasModel(MODEL).then(
      () => new Error('read'),
      (e) => e,
    );
    expect(error.message).toBe(
      `The model ${MODEL} cannot be used: it holds no labels, as Keras saves none. ` +
        'Add --config config.yml, the config that it was trained with. Its outputs: print_clf (3 classes), sleeves_clf (2 classes).',
    );
  });

  test.each<[string, Model['target_encoder'], string]>([
    ['too few tasks', { print: ['a', 'b', 'c'] }, 'print (3 labels)'],
    ['other numbers of labels', { print: ['a', 'b'], sleeves: ['c', 'd'] }, 'print (2 labels), sleeves (2 labels)'],
    ['a task of another name', { sleeves: ['a', 'b', 'c'], x: ['d', 'e'] }, 'sleeves (3 labels), x (2 labels)'],
    ['other tasks in another order', { x: ['a', 'b'], y: ['c', 'd', 'e'] }, 'x (2 labels), y (3 labels)'],
  ])('of %s are refused', async (_, target_encoder, text) => {
    expect(await refusal(MODEL, { target_encoder })).toContain(
      `its outputs are print_clf (3 classes), sleeves_clf (2 classes), but model.target_encoder of the config has ${text}.`,
    );
  });

  test('go to the heads of their names, in whatever order', async () => {
    const target_encoder: Model['target_encoder'] = { sleeves: ['long', 'short'], print: ['a', 'b', 'c'] };
    const { metadata } = await readKerasModel(MODEL, { config: kerasConfig({ target_encoder }) });
    expect(metadata.tasks).toEqual([
      { task: 'print', labels: ['a', 'b', 'c'] },
      { task: 'sleeves', labels: ['long', 'short'] },
    ]);
  });

  test('go to heads of other names by the order', async () => {
    const target_encoder: Model['target_encoder'] = { pattern: ['a', 'b', 'c'], arms: ['long', 'short'] };
    const { metadata, graph } = await readKerasModel(MODEL, { config: kerasConfig({ target_encoder }) });
    expect(metadata.tasks.map(({ task }) => task)).toEqual(['pattern', 'arms']);
    expect(graph.outputs).toEqual(['pattern_clf', 'arms_clf']);
  });

  test('of a config for another input are refused', async () => {
    expect(await refusal(MODEL, { input_shape: [36, 32] })).toContain(
      'its input is 32 × 36 pixels, but model.input_shape of the config is 36 × 32. Give the config that it was trained with.',
    );
  });
});

describe('a network is refused by the name of its layer:', () => {
  test.each<[string, (model: Json) => void, string]>([
    [
      'a kind that is not known',
      (model) => Object.assign(inner(model, 'block1_conv1_act'), { class_name: 'PReLU' }),
      'its layer block1_conv1_act is of a kind that cannot be computed here, PReLU',
    ],
    [
      'dilation',
      (model) => Object.assign(inner(model, 'block1_conv1').config, { dilation_rate: [2, 2] }),
      'its layer block1_conv1 (Conv2D) has dilation_rate [2,2], which cannot be computed here',
    ],
    [
      'channels first',
      (model) => Object.assign(inner(model, 'block2_pool').config, { data_format: 'channels_first' }),
      'its layer block2_pool (MaxPooling2D) has data_format "channels_first"',
    ],
    [
      'another activation',
      (model) => Object.assign(inner(model, 'block1_conv1_act').config, { activation: 'swish' }),
      'its layer block1_conv1_act (Activation) has activation "swish"',
    ],
    [
      'normalization without gamma',
      (model) => Object.assign(inner(model, 'block2_sepconv1_bn').config, { scale: false }),
      'its layer block2_sepconv1_bn (BatchNormalization) has scale false',
    ],
    [
      'an output without softmax',
      (model) => Object.assign(layer(model, 'print_clf').config, { activation: 'linear' }),
      'its output print_clf is no Dense layer with softmax',
    ],
    [
      'an output with sigmoid',
      (model) => Object.assign(layer(model, 'print_clf').config, { activation: 'sigmoid' }),
      'its layer print_clf (Dense) has activation "sigmoid"',
    ],
    [
      'softmax after softmax',
      (model) => {
        const config = { name: 'again', trainable: true, dtype: 'float32', activation: 'softmax' };
        const inbound_nodes = [[['print_clf', 0, 0, {}]]];
        model.config.layers.push({ class_name: 'Activation', name: 'again', config, inbound_nodes });
        model.config.output_layers[0] = ['again', 0, 0];
      },
      'its layer again is a softmax that does not follow a linear Dense layer',
    ],
    [
      'a division by zero',
      (model) => Object.assign(layer(model, 'tf.math.truediv').inbound_nodes[0][3], { y: 0 }),
      'its layer tf.math.truediv is of a kind that cannot be computed here, TFOpLambda',
    ],
    [
      'the name of a property of objects in place of an operation',
      (model) => Object.assign(layer(model, 'tf.math.truediv').config, { function: 'math.constructor' }),
      'its layer tf.math.truediv is of a kind that cannot be computed here, TFOpLambda',
    ],
    [
      'a second input',
      (model) => model.config.layers.push({ ...layer(model, 'model_input'), name: 'more' }),
      'its layer more is a second input',
    ],
    [
      'units that are no number',
      (model) => Object.assign(layer(model, 'print_clf').config, { units: '3' }),
      'its layer print_clf (Dense) has units "3"',
    ],
    [
      'weights of another shape',
      (model) => Object.assign(inner(model, 'block1_conv1').config, { kernel_size: [5, 5] }),
      'its weight block1_conv1/kernel:0 is 3 × 3 × 3 × 6, but 5 × 5 × 3 × 6 in the network it describes',
    ],
    [
      'a layer that is used twice',
      (model) => layer(model, 'xception').inbound_nodes.push([['model_input', 0, 0, {}]]),
      'its layer xception is used in several places',
    ],
    [
      'training while it predicts',
      (model) => Object.assign(layer(model, 'xception').inbound_nodes[0][0][3], { training: true }),
      'its layer xception is called with training=True even to predict',
    ],
    [
      'a layer that reads one after it',
      (model) => inner(model, 'block1_conv1_bn').inbound_nodes[0][0].splice(0, 1, 'block2_pool'),
      'its layer block1_conv1_bn reads block2_pool, which is not a layer before it',
    ],
    [
      'a division of a number by the image',
      (model) => {
        layer(model, 'tf.math.truediv').inbound_nodes = [['_CONSTANT_VALUE', -1, 1, { y: ['model_input', 0, 0] }]];
      },
      'its layer tf.math.truediv is of a kind that cannot be computed here, TFOpLambda',
    ],
    [
      'pictures in grey',
      (model) => layer(model, 'model_input').config.batch_input_shape.splice(3, 1, 1),
      'its input is [null,32,36,1] instead of images of three channels',
    ],
    [
      'an input that no memory holds',
      (model) => layer(model, 'model_input').config.batch_input_shape.splice(1, 2, 1e6, 1e6),
      'its layer model_input (InputLayer) has an input of 1000000 × 1000000 pixels',
    ],
    [
      'a Sequential model',
      (model) => Object.assign(model, { class_name: 'Sequential' }),
      'the model is no functional model of Keras, but "Sequential"',
    ],
    [
      'a dense layer on an image',
      (model) => layer(model, 'print_clf').inbound_nodes[0][0].splice(0, 2, 'tf.math.subtract', 0),
      'its layer print_clf (Dense) reads values of 3 dimensions',
    ],
  ])('%s', async (_, change, reason) => {
    expect(await refusal(await edited(change))).toContain(`The model ${path} cannot be used: ${reason}`);
  });

  test('training while it predicts, as Keras 3 writes it', async () => {
    const trains = (model: Json) => Object.assign(layer(model, 'xception').inbound_nodes[0].kwargs, { training: true });
    expect(await refusal(await edited(trains, kerasFile('keras3-xception')))).toContain(
      'its layer xception is called with training=True even to predict',
    );
  });

  test('in words that command no terminal', async () => {
    const hostile = (model: Json) => Object.assign(inner(model, 'block1_conv1_act'), { class_name: '\u001b[2J\n' });
    expect(await refusal(await edited(hostile))).toContain('cannot be computed here, \\u001b[2J\\n.');
  });

  test('no layers at all', async () => {
    const empty = (model: Json) => Object.assign(model.config, { layers: [], output_layers: [] });
    expect(await refusal(await edited(empty))).toBe(`The model ${path} cannot be used: it has no layers.`);
  });

  test('a description that is no JSON', async () => {
    await copyWith(MODEL, path, 'model_config', '{"class_name":');
    expect(await refusal(path)).toContain('its model_config is no JSON');
  });

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['deeper than any', `${'{"class_name":"Functional","config":{"layers":['.repeat(2000)}${']}}'.repeat(2000)}`],
  ])('a description that is %s', async (_, text) => {
    await copyWith(MODEL, path, 'model_config', text);
    expect(await refusal(path)).toContain(`The model ${path} cannot be used: `);
  });
});

describe('a file is refused:', () => {
  test('without a description', async () => {
    await copyWith(MODEL, path, 'model_config', undefined);
    expect(await refusal(path)).toContain('it is no model of Keras: it has no model_config');
  });

  test('with weights alone', async () => {
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'w');
    file.create_attribute('layer_names', ['conv1'], [1], 'S10');
    file.create_group('conv1');
    file.close();
    expect(await refusal(path)).toContain(
      "it holds weights alone, without the network. Save the whole model: model.save('model.h5')",
    );
  });

  test('with a weight less', async () => {
    const from = kerasFile('tf2.15-other-names');
    await copyWith(from, path, 'unused', 'text');
    await writeIn('model_weights/print_clf', (group) => {
      group.delete_attribute('weight_names');
      group.create_attribute('weight_names', ['print_clf_1/kernel:0'], [1], 'S30');
    });
    expect(await refusal(path)).toContain('its layer print_clf has 1 weights in the file and 2 in the network');
  });

  test('with weights in an order that is not that of its layers', async () => {
    await edited((model) => {
      for (const { config } of layer(model, 'xception').config.layers) config.trainable = false;
    }, kerasFile('tf2.15-other-names'));
    expect(await refusal(path)).toMatch(
      /its weight \S+\/gamma:0 stands where \S+ is expected|stands where \S+\/moving_mean is expected/,
    );
  });

  test('with a weight that is not finite', async () => {
    await copyWith(MODEL, path, 'unused', 'text');
    await writeIn('model_weights/print_clf/print_clf', (group) => {
      const dataset = group.get('bias:0') as InstanceType<typeof h5wasm.Dataset>;
      dataset.write_slice([[0, 3]], Float32Array.of(1, Number.NaN, 1));
    });
    expect(await refusal(path)).toContain('its weight print_clf/bias:0 holds values that are not finite numbers');
  });

  async function writeIn(name: string, change: (group: InstanceType<typeof h5wasm.Group>) => void) {
    const file = new h5wasm.File(path, 'a');
    change(file.get(name) as InstanceType<typeof h5wasm.Group>);
    file.close();
  }
});
