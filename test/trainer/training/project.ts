import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { randomFor } from '../../../core/random.ts';

const COLOURS = ['red', 'green', 'blue'];

export interface ProjectOptions {
  readonly images?: number;
  /** Keys of `model`, as YAML writes them; undefined: not written. */
  readonly model?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Rows from this one on are test rows; left out: none are. */
  readonly testFrom?: number;
}

/** A folder with a small project: noisy squares, red, green or blue, bright or dark, a few without a label. */
export async function makeProject({ images = 24, model = {}, testFrom }: ProjectOptions = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'multitask-train-'));
  await mkdir(join(root, 'images'));
  const rows = await Promise.all(Array.from({ length: images }, (_, i) => makeImage(root, i, testFrom)));
  await writeFile(join(root, 'data.csv'), `image,colour,bright,split\n${rows.join('')}`);
  await writeConfig(root, { ...(testFrom !== undefined && { split_method: 'column' }), ...model });
  return root;
}

export async function writeConfig(root: string, model: NonNullable<ProjectOptions['model']>): Promise<void> {
  const keys = {
    backbone: 'mobilenet',
    alpha: 0.1,
    weights: 'none',
    batch_size: 8,
    epochs: 3,
    learning_rate: 0.01,
    random_seed: 7,
    augmented_variants: 2,
    ...model,
  };
  const written = Object.entries(keys).filter(([, value]) => value !== undefined);
  const lines = written.map(([key, value]) => `  ${key}: ${value}\n`);
  await writeFile(
    join(root, 'config.yml'),
    `paths: { model_dataframe: data.csv, model_path: out/model, training_history_path: out/history.csv }
model:
  input_shape: [32, 32]
  target_encoder: { colour: [red, green, blue], bright: ["yes", "no"] }
  paths: image
${lines.join('')}`,
  );
}

async function makeImage(root: string, i: number, testFrom: number | undefined): Promise<string> {
  const size = 36;
  const [colour, bright] = [i % 3, (i >> 1) % 2];
  const random = randomFor(1, 'image', i);
  const pixels = Buffer.from(
    Array.from({ length: size * size * 3 }, (_, p) => (p % 3 === colour ? 120 : 30) + bright * 90 + random.index(40)),
  );
  await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toFile(join(root, `images/${i}.png`));
  const part = testFrom !== undefined && i >= testFrom ? 'test' : 'train';
  return `images/${i}.png,${i % 7 === 3 ? '' : COLOURS[colour]},${bright ? 'yes' : 'no'},${part}\n`;
}

export const readText = (...path: string[]): Promise<string> => readFile(join(...path), 'utf8');

export const removeProject = (root: string): Promise<void> => rm(root, { recursive: true, force: true });
