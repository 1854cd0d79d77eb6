import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProject } from '../../core/check.ts';
import { checkDatasetConfig } from '../../core/dataset-config/check-dataset-config.ts';
import { distFile } from '../../trainer/dist-file.ts';
import { temporaryFolder } from '../trainer/images/pictures.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/deepfashion');
const run = promisify(execFile);
const draw = (...options: string[]) => run(process.execPath, [join(EXAMPLE, 'draw-anno-fine.mjs'), ...options]);

const lines = (folder: string, list: string) =>
  readFileSync(join(folder, 'data/Anno_fine', list), 'utf8')
    .trimEnd()
    .split('\n');

describe('draw-anno-fine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'multitask-deepfashion-'));

  beforeAll(async () => {
    await draw('--images', '120', '--size', '96', '--out', folder);
    for (const name of ['dataset_config.yml', 'config.yml']) copyFileSync(join(EXAMPLE, name), join(folder, name));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('makes a dataset without a single finding', async () => {
    const { garments, findings } = await checkDatasetConfig({
      configFile: join(folder, 'dataset_config.yml'),
      root: folder,
    });
    expect(findings).toEqual([]);
    expect(garments).toHaveLength(120);
    expect(new Set(garments!.map(({ part }) => part))).toEqual(new Set(['train', 'test', 'val']));
    expect(garments!.every(({ attributes }) => attributes.every((name) => name !== null))).toBe(true);
  });

  it('prepares for a config.yml that passes the check', async () => {
    await run(process.execPath, [distFile('multitask.js'), 'prepare', 'deepfashion', 'dataset_config.yml'], {
      cwd: folder,
    });
    const { findings, split } = await checkProject({ configFile: join(folder, 'config.yml'), root: folder });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(split?.train.length).toBeGreaterThan(50);
  });

  it('keeps the pictures of a garment in a folder of their own, in one part', () => {
    const parts = ['train', 'test', 'val'].map(
      (part) => new Set(lines(folder, `${part}.txt`).map((file) => file.split('/')[1]!)),
    );
    const folders = readdirSync(join(folder, 'data/img'));
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(folders.length);
    expect(folders.length).toBeLessThan(90);
  });

  it('draws the garment in the box: there is more to be seen than beside it', async () => {
    const [files, boxes] = [lines(folder, 'train.txt'), lines(folder, 'train_bbox.txt')];
    let clearer = 0;
    for (const [i, file] of files.entries()) {
      const [left, top, right, bottom] = boxes[i]!.split(' ').map(Number) as [number, number, number, number];
      const image = sharp(join(folder, 'data', file)).greyscale();
      const { width = 0 } = await image.metadata();
      const inside = await contrast(image, left, right, top, bottom);
      const beside =
        left > width - right
          ? await contrast(image, 0, left, top, bottom)
          : await contrast(image, right, width, top, bottom);
      if (inside > beside) clearer += 1;
    }
    expect(clearer / files.length).toBeGreaterThan(0.85);
  });

  it('draws the same for the same seed, other things for another, and repeats pictures when asked', async () => {
    const [once, again, other, few] = [temporaryFolder(), temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const some = ['--images', '12', '--size', '64'];
    await Promise.all([
      draw(...some, '--out', once),
      draw(...some, '--out', again),
      draw(...some, '--out', other, '--seed', '8'),
      draw(...some, '--out', few, '--different', '3'),
    ]);
    const pictures = (root: string) =>
      readdirSync(join(root, 'data/img'), { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.jpg'))
        .sort()
        .map((name) => readFileSync(join(root, 'data/img', name)).toString('base64'));
    expect(pictures(again)).toEqual(pictures(once));
    expect(lines(again, 'train_attr.txt')).toEqual(lines(once, 'train_attr.txt'));
    expect(new Set(pictures(once)).size).toBe(12);
    expect(pictures(other)).not.toEqual(pictures(once));
    expect(pictures(few)).toHaveLength(12);
    expect(new Set(pictures(few)).size).toBe(3);
  });

  it.each([
    ['--images', '0'],
    ['--different', '700'],
    ['--size', 'large'],
  ])('refuses %s %s in plain words', async (option, value) => {
    await expect(draw(`${option}=${value}`, '--out', temporaryFolder())).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${option} ${value}: give a whole number from `),
    });
  });
});

/** Standard deviation of a part's grey values; 0 where it is too small to say. */
async function contrast(image: Sharp, left: number, right: number, top: number, bottom: number): Promise<number> {
  if (right - left < 4) return 0;
  const part = image.clone().extract({ left, top, width: right - left, height: bottom - top });
  return (await sharp(await part.png().toBuffer()).stats()).channels[0]!.stdev;
}
