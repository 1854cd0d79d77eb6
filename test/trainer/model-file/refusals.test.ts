import '@tensorflow/tfjs-backend-cpu';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { loadModel } from '../../../trainer/model-file/load-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { smallModel } from './small-model.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'model-'));
  folder = join(parent, 'model');
  const { graph, weights, metadata } = smallModel();
  await saveModel(folder, graph, weights, metadata);
  tf.dispose([...weights.values()]);
});
afterEach(() => rm(parent, { recursive: true }));

async function refusal(path = folder): Promise<string> {
  const before = tf.memory().numTensors;
  const error = await loadModel(path).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  expect(tf.memory().numTensors).toBe(before);
  return (error as UserError).message;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests put anything anywhere.
type Json = any;

async function edit(change: (manifest: Json) => void): Promise<void> {
  const path = join(folder, 'model.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  change(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

async function weightFile(): Promise<string> {
  return join(folder, (await readdir(folder)).find((name) => name.endsWith('.bin'))!);
}

const layer = (manifest: Json, name: string) =>
  manifest.modelTopology.config.layers.find((candidate: Json) => candidate.name === name);

test('a model that is not there', async () => {
  expect(await refusal(join(folder, 'other'))).toBe(
    `There is no model at ${join(folder, 'other')}: ${join(folder, 'other', 'model.json')} does not exist.`,
  );
  expect(await refusal(join(folder, 'model.json', 'x'))).toContain('There is no model at');
});

test('text that is no JSON', async () => {
  await writeFile(join(folder, 'model.json'), '{"format":');
  expect(await refusal()).toBe(`The model ${folder} cannot be used: it is not a JSON object.`);
});

test('a model of another program', async () => {
  await edit((manifest) => delete manifest.userDefinedMetadata);
  expect(await refusal()).toContain('it was not saved by multitask: labels and preprocessing are missing');
});

test('a graph model', async () => {
  await edit((manifest) => {
    manifest.format = 'graph-model';
  });
  expect(await refusal()).toContain('it is not a TF.js layers model');
});

test('a newer format', async () => {
  await edit((manifest) => {
    manifest.userDefinedMetadata.multitask.formatVersion = 2;
  });
  expect(await refusal()).toContain('it was saved by a newer version of multitask');
});

test('metadata that lacks something', async () => {
  await edit((manifest) => delete manifest.userDefinedMetadata.multitask.tasks[1].labels);
  expect(await refusal()).toContain("its metadata is damaged: /tasks/1 must have required property 'labels'");
});

test('labels that do not fit the heads', async () => {
  await edit((manifest) => manifest.userDefinedMetadata.multitask.tasks[1].labels.push('cap'));
  expect(await refusal()).toContain('its tasks and labels are not those of its network');
});

test('an input size that is not that of the network', async () => {
  await edit((manifest) => {
    manifest.userDefinedMetadata.multitask.preprocessing.width = 41;
  });
  expect(await refusal()).toContain('its input size is not that of its network');
});

test('a layer of an unknown kind', async () => {
  await edit((manifest) => {
    layer(manifest, 'conv1_relu').class_name = 'Lambda';
  });
  expect(await refusal()).toContain('it has a layer conv1_relu of an unknown kind, Lambda');
});

test('a setting that this version does not know', async () => {
  await edit((manifest) => {
    layer(manifest, 'conv1').config.activation = 'relu';
  });
  expect(await refusal()).toContain('its network has settings that this version does not know');
});

test('two layers of one name', async () => {
  await edit((manifest) => {
    layer(manifest, 'conv_pw_1').name = 'conv1';
  });
  expect(await refusal()).toContain('it has two layers named conv1');
});

test('a layer that reads one after it', async () => {
  await edit((manifest) => {
    layer(manifest, 'conv1').inbound_nodes[0][0][0] = 'conv_pw_2';
  });
  expect(await refusal()).toContain('its layer conv1 does not read 1 of the layers before it');
});

test.each([0, -1, 1.5, 'many', null])('layers of %s filters', async (filters) => {
  await edit((manifest) => {
    layer(manifest, 'conv_pw_1').config.filters = filters;
  });
  expect(await refusal()).toMatch(/impossible sizes|does not fit its network/);
});

test('a head so large that its weights would fill the memory', async () => {
  const labels = 2 ** 40;
  await edit((manifest) => {
    layer(manifest, 'print_clf').config.units = labels;
    manifest.weightsManifest[0].weights.find(({ name }: Json) => name === 'print_clf/kernel').shape[1] = labels;
  });
  expect(await refusal()).toContain('its tasks and labels are not those of its network');
});

test('duplicate weight names', async () => {
  await edit(({ weightsManifest: [{ weights }] }) => {
    weights[1].name = weights[0].name;
  });
  expect(await refusal()).toContain('its list of weights does not fit its network from conv1_bn/gamma on');
});

test('weights that are quantized', async () => {
  await edit(({ weightsManifest: [{ weights }] }) => {
    weights[4].quantization = { dtype: 'uint8', scale: 1, min: 0 };
  });
  expect(await refusal()).toContain('its list of weights does not fit its network');
});

test('more weights than the network has', async () => {
  await edit(({ weightsManifest: [{ weights }] }) => weights.push({ name: '__proto__', shape: [1], dtype: 'float32' }));
  expect(await refusal()).toContain('it lists more weights than its network has');
});

test.each([
  '../secret.bin',
  '/etc/secret.bin',
  'a/b.bin',
  'a\\b.bin',
  'C:b.bin',
  'http://host/b.bin',
  'b.bin\0',
  'model.json',
])('weights at %s', async (path) => {
  await edit(({ weightsManifest: [group] }) => {
    group.paths = [path];
  });
  expect(await refusal()).toContain(`its weight file ${JSON.stringify(path)} is not in its own folder`);
});

test('weights behind a link out of the folder', async () => {
  const path = await weightFile();
  const outside = join(parent, 'weights.bin');
  await rename(path, outside);
  await symlink(outside, path);
  expect(await refusal()).toContain('is a link out of its folder');
});

test('several weight files', async () => {
  await edit(({ weightsManifest: [group] }) => group.paths.push('more.bin'));
  expect(await refusal()).toContain('it does not name one weight file');
});

test('missing weights', async () => {
  await rm(await weightFile());
  expect(await refusal()).toMatch(/its weight file model\.weights-[0-9a-f]{16}\.bin is missing\.$/);
});

test.each([
  ['too few', (content: Buffer) => content.subarray(0, -4)],
  ['too many', (content: Buffer) => Buffer.concat([content, Buffer.alloc(4)])],
])('%s bytes of weights', async (_, change) => {
  const path = await weightFile();
  const content = await readFile(path);
  await writeFile(path, change(content));
  expect(await refusal()).toMatch(/has \d+ bytes instead of \d+/);
});

test('one flipped bit', async () => {
  const path = await weightFile();
  const content = await readFile(path);
  content[1001]! ^= 4;
  await writeFile(path, content);
  expect(await refusal()).toContain('is damaged: its sha256 is not that in model.json');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('weights of %s, though their sha256 fits', async (value) => {
  const path = await weightFile();
  const content = await readFile(path);
  content.writeFloatLE(value, 4 * 300);
  await writeFile(path, content);
  await edit((manifest) => {
    manifest.userDefinedMetadata.weights.sha256 = createHash('sha256').update(content).digest('hex');
  });
  expect(await refusal()).toMatch(/its weight \S+ holds values that are not finite numbers/);
});

test('a folder in place of model.json', async () => {
  await rm(join(folder, 'model.json'));
  await mkdir(join(folder, 'model.json'));
  expect(await refusal()).toContain('cannot be used');
});
