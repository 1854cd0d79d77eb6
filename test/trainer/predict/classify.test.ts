import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import schema from '../../../schemas/prediction.schema.json' with { type: 'json' };
import type { ClassifiedImage, Prediction } from '../../../schemas/types/prediction.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { preprocessing, readPixels } from '../../../trainer/images/preprocess.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { forward } from '../../../trainer/network/forward.ts';
import { noise } from '../images/pictures.ts';
import { HEIGHT, kerasFile, WIDTH } from '../keras-file/keras-files.ts';
import { smallModel } from '../model-file/small-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'multitask-classify-'));
const MODEL = join(folder, 'model');
/** More than one batch. */
const IMAGES = Array.from({ length: 19 }, (_, i) => join(folder, `${i}.png`));
const isPrediction = new Ajv({ allErrors: true }).compile(schema);

/** Of Keras, without labels. */
const KERAS = kerasFile('keras3-xception');

/** Labels that a table must not tear or cut. */
const TASKS = { print: ['solid', 'striped', 'mit Pünktchen'], 縫い目: ['有', '無'] } as const;
const model = smallModel(3, { target_encoder: { print: [...TASKS.print], 縫い目: [...TASKS.縫い目] } });

beforeAll(async () => {
  await tf.setBackend('cpu');
  await saveModel(MODEL, model.graph, model.weights, model.metadata);
  for (const [i, path] of IMAGES.entries())
    writeFileSync(
      path,
      await noise(50, 40, i + 1)
        .png()
        .toBuffer(),
    );
});
beforeAll(() => {
  const config = (
    labels: string,
  ) => `paths: { model_dataframe: rows.csv, model_path: saved/model.h5, training_history_path: history.csv }
model:
  input_shape: [${HEIGHT}, ${WIDTH}]
  paths: image
  target_encoder: { print: ${labels}, sleeves: [long, short] }
`;
  writeFileSync(join(folder, 'config.yml'), config('[solid, striped, dotted]'));
  writeFileSync(join(folder, 'other.yml'), config('[solid, plain]'));
  writeFileSync(join(folder, 'bad.yml'), config('[solid]').replace(`[${HEIGHT}, ${WIDTH}]`, 'large'));
  mkdirSync(join(folder, 'saved'));
  copyFileSync(KERAS, join(folder, 'saved', 'model.h5'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function classify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [distFile('multitask.js'), 'classify', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

function predictions(stdout: string): Prediction[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const prediction = JSON.parse(line) as Prediction;
      expect(isPrediction(prediction), `${line}\n${JSON.stringify(isPrediction.errors)}`).toBe(true);
      return prediction;
    });
}

/** What the network itself says of an image, computed image by image on another backend. */
async function probabilitiesOf(path: string): Promise<number[][]> {
  const pixels = await readPixels(path, preprocessing({ height: 32, width: 40 }));
  const x = tf.tensor4d(Float32Array.from(pixels), [1, 32, 40, 3]);
  const { logits } = forward(model.graph, model.weights, x, { training: false });
  return logits.map((values) => [...tf.softmax(values).dataSync()]);
}

describe('multitask classify', () => {
  test('classifies with a model of Keras, whose labels the config says', () => {
    const named = classify(...IMAGES, '--model', KERAS, '--config', 'config.yml', '--json', '--top', '3');
    expect(named.stderr).toBe('');
    const printed = predictions(named.stdout) as ClassifiedImage[];
    expect(printed).toHaveLength(IMAGES.length);
    for (const { tasks } of printed) {
      const labels = tasks.map(({ task, labels }) => [task, labels.map(({ label }) => label).sort()]);
      expect(labels).toEqual([
        ['print', ['dotted', 'solid', 'striped']],
        ['sleeves', ['long', 'short']],
      ]);
    }
    // The config knows where its model is, too.
    const found = classify(...IMAGES, '--config', join(folder, 'config.yml'), '--root', folder, '--json', '--top', '3');
    expect(found).toEqual(named);
  });

  test('--json prints a prediction for each image, in order, as the network computes them', async () => {
    const { status, stdout } = classify(...IMAGES, '--model', MODEL, '--json', '--top', '3');
    expect(status).toBe(0);
    const printed = predictions(stdout) as ClassifiedImage[];
    expect(printed.map(({ image }) => image)).toEqual(IMAGES);
    for (const { image, tasks } of printed) {
      const expected = await probabilitiesOf(image);
      expect(tasks.map(({ task }) => task)).toEqual(Object.keys(TASKS));
      for (const [t, { task, labels }] of tasks.entries()) {
        const all: readonly string[] = TASKS[task as keyof typeof TASKS];
        expect(labels.map(({ label }) => label).sort()).toEqual([...all].sort());
        for (const { label, probability } of labels) {
          expect(probability).toBeCloseTo(expected[t]![all.indexOf(label)]!, 4);
        }
        const ranked = labels.map(({ probability }) => probability);
        expect(ranked).toEqual([...ranked].sort((a, b) => b - a));
      }
    }
  });

  test('--top cuts the labels', () => {
    const { stdout } = classify(IMAGES[0]!, '--model', MODEL, '--json', '--top', '1');
    const [prediction] = predictions(stdout) as ClassifiedImage[];
    expect(prediction!.tasks.map(({ labels }) => labels.length)).toEqual([1, 1]);
  });

  test('names an image that cannot be read, classifies the others all the same, and exits with 1', () => {
    const broken = join(folder, 'page.jpg');
    writeFileSync(broken, '<!doctype html><html></html>');
    const args = [IMAGES[0]!, broken, join(folder, 'nowhere.jpg'), IMAGES[1]!, '--model', MODEL];
    const json = classify(...args, '--json');
    expect(json.status).toBe(1);
    expect(predictions(json.stdout).map((prediction) => 'error' in prediction)).toEqual([false, true, true, false]);

    const { status, stdout, stderr } = classify(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(`${broken}: it is a web page (HTML), not an image`);
    expect(stderr).toContain('nowhere.jpg: the file does not exist');
    expect(stdout.split('\n\n').filter(Boolean)).toHaveLength(2);
  });

  test('draws bars for people', () => {
    const { status, stdout } = classify('0.png', '--model', './model');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^0\.png\n {2}print +[▓░]{16} {2}[01]\.\d\d {2}\S/);
    expect(stdout).toContain('縫い目');
  });

  test.each([
    ['there is no model', ['0.png', '--model', 'nowhere'], /^error {2}.*nowhere/],
    ['--model is forgotten', ['0.png'], /--model/],
    ['a Keras file holds no labels', ['0.png', '--model', KERAS], /^error {2}.*holds no labels.*--config config\.yml/],
    [
      'the config is another one',
      ['0.png', '--model', KERAS, '--config', 'other.yml'],
      /^error {2}.*model\.target_encoder of the config has print \(2 labels\)/,
    ],
    ['the config has errors', ['0.png', '--model', KERAS, '--config', 'bad.yml'], /^bad\.yml:3:\d+ {2}error {2}/],
    ['the config is missing', ['0.png', '--model', KERAS, '--config', 'nowhere.yml'], /nowhere\.yml/],
    ['--top is no whole number', ['0.png', '--model', 'model', '--top', '1.5'], /whole number from 1/],
  ])('says so when %s', (_, args, message) => {
    const { status, stdout, stderr } = classify(...args);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
  });
});
