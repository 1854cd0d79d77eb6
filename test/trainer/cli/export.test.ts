import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { distFile } from '../../../trainer/dist-file.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { testWithOnnx } from '../export/onnxruntime.ts';
import { smallModel } from '../model-file/small-model.ts';
import { makeProject } from '../training/project.ts';

let folder: string;
const TASKS = { colour: ['red', 'green', 'blue'], bright: ['yes', 'no'] };

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await makeProject({ images: 20 });
  const { graph, weights, metadata } = smallModel(3, {
    target_encoder: { colour: ['red', 'green', 'blue'], bright: ['yes', 'no'] },
  });
  await saveModel(join(folder, 'model'), graph, weights, metadata);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [distFile('multitask.js'), 'export', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout: stdout.replaceAll('\u00a0', ' '), stderr };
}

testWithOnnx('multitask export writes an ONNX file and says how well it agrees', async () => {
  const { status, stdout, stderr } = run('model', 'out/m.onnx', '--to', 'onnx', '--images', 'images');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^out\/m\.onnx · 2 tasks · 16 images agree (exactly|within \d\.\de-\d+)\n$/);
  expect(readdirSync(join(folder, 'out'))).toEqual(['m.onnx']);
});

test("--config compares on its dataframe's images; those that cannot be read are told and left out", () => {
  writeFileSync(join(folder, 'images', '0.png'), 'no image');
  const { status, stdout, stderr } = run('model', 'copy', '--to', 'tfjs', '--config', 'config.yml');
  expect(status).toBe(0);
  expect(stderr).toMatch(/images\/0\.png: it is text, not an image.*; it is left out\.\n$/);
  expect(stdout).toBe('copy · 2 tasks · 16 images agree exactly\n');
});

test('--images beats the dataframe of --config', () => {
  const { stdout } = run('model', 'copy', '--to', 'tfjs', '--config', 'config.yml', '--images', 'images/3.png');
  expect(stdout).toBe('copy · 2 tasks · 1 image agrees exactly\n');
});

test('--help says what it does and what its exit codes mean', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('multitask export ./model model.onnx --to onnx --images photos');
  expect(stdout).toContain('Exit codes: 0 exported, 1 something to mend, 130 left by Ctrl-C.');
});

test.each([
  [
    'no images are named',
    ['model', 'm', '--to', 'tfjs'],
    /^error {2}.*kept only if.*--images <files or folders>, or --config/,
  ],
  ['the format is forgotten', ['model', 'm'], /--to <format>/],
  ['the format is unknown', ['model', 'm', '--to', 'pickle'], /Allowed choices are keras, tfjs, onnx/],
  ['there is no model', ['nowhere', 'm', '--to', 'tfjs', '--images', 'images'], /There is no model at nowhere\./],
  [
    'an image is not there',
    ['model', 'm', '--to', 'tfjs', '--images', 'photos'],
    /photos cannot be used: the file does not/,
  ],
  ['the config is not there', ['model', 'm', '--to', 'tfjs', '--config', 'c.yml'], /^c\.yml {2}error/],
  [
    'the dataframe has no images',
    ['model', 'm', '--to', 'tfjs', '--config', 'empty.yml'],
    /empty\.csv names no image .*multitask check/,
  ],
])('says so when %s', (_, args, message) => {
  writeFileSync(join(folder, 'empty.csv'), 'image,colour\n');
  writeFileSync(
    join(folder, 'empty.yml'),
    `paths: { model_dataframe: empty.csv, model_path: m, training_history_path: h.csv }
model: { input_shape: [32, 32], target_encoder: ${JSON.stringify(TASKS)}, paths: image, backbone: mobilenet }`,
  );
  const { status, stdout, stderr } = run(...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('    at ');
  expect(existsSync(join(folder, 'm'))).toBe(false);
});
