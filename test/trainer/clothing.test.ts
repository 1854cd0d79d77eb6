import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Report } from '../../schemas/types/report.ts';
import { trainInProcess } from './run/trainer-process.ts';

const SHARED = fileURLToPath(new URL('../../../shared', import.meta.url));
const PHOTOS = join(SHARED, 'data/clothing');
const WEIGHTS = join(SHARED, 'weights/mobilenet_2_5_224_tf_no_top.h5');
const present = existsSync(PHOTOS) && existsSync(WEIGHTS);

/** Accuracy on the test rows that Keras 3.15 reaches in the same way: heads on frozen features, Adam 3e-3, 80 epochs, every train row. */
const KERAS = { category: 0.714, wearer: 0.794 };
/** 199 test rows: one that falls the other way is half a point. */
const TOLERANCE = 0.02;

const CONFIG = `
paths: { model_dataframe: photos.csv, model_path: model, training_history_path: history.csv }
model:
  input_shape: [224, 224]
  target_encoder:
    category: [dress, hat, longsleeve, outwear, pants, shirt, shoes, shorts, skirt, t_shirt]
    wearer: [adult, kids]
  paths: image
  backbone: mobilenet
  alpha: 0.25
  weights: ${JSON.stringify(WEIGHTS)}
  freeze_convolutional_layers: true
  augmentation: { enabled: false }
  split_method: column
  epochs: 80
  learning_rate: 0.003
  early_stopping_patience: 80
  lr_reducer_patience: 79
`;

/** The photos' dataframe with every train row as a val row too: all of them train, and the epochs are not cut short. */
function dataframe(): string {
  const [header, ...rows] = readFileSync(join(PHOTOS, 'clothing.csv'), 'utf8').trimEnd().split(/\r?\n/);
  const absolute = rows.map((row) => `${PHOTOS}/${row}`);
  const again = absolute.filter((row) => row.endsWith(',train')).map((row) => row.replace(/,train$/, ',val'));
  return `${[header, ...absolute, ...again].join('\n')}\n`;
}

const note = present ? '' : ' (not checked: ../shared with the photos and weights is absent)';
test(`900 real photos train to the test accuracy that Keras reaches${note}`, async () => {
  if (!present) return;
  const folder = mkdtempSync(join(tmpdir(), 'multitask-clothing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'config.yml'), CONFIG);
  writeFileSync(join(folder, 'photos.csv'), dataframe());

  const { code, events, stderr } = await trainInProcess(folder);
  expect(code, stderr).toBe(0);
  const ended = events.at(-1);
  if (ended?.type !== 'run-ended' || ended.reportPath === undefined) throw new Error('The run left no report.');
  const report = JSON.parse(readFileSync(ended.reportPath, 'utf8')) as Report;
  expect(report.badImages).toEqual([]);
  for (const [task, accuracy] of Object.entries(KERAS)) {
    expect(report.tasks[task]?.test?.accuracy, task).toBeGreaterThanOrEqual(accuracy - TOLERANCE);
  }
});
