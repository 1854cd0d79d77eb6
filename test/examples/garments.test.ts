import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkProject } from '../../core/check.ts';
import { preprocessing, readPixels } from '../../trainer/images/preprocess.ts';
import { temporaryFolder } from '../trainer/images/pictures.ts';

const EXAMPLE = join(import.meta.dirname, '../../examples/garments');
const TASKS = ['print', 'sleeves', 'neckline'];

const draw = (...options: string[]) =>
  promisify(execFile)(process.execPath, [join(EXAMPLE, 'draw-garments.mjs'), ...options]);

function readCsv(folder: string): string[][] {
  const text = readFileSync(join(folder, 'garments.csv'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

describe('draw-garments', () => {
  const folder = mkdtempSync(join(tmpdir(), 'multitask-garments-'));
  let rows: string[][];

  beforeAll(async () => {
    await draw('--count', '168', '--size', '96', '--out', folder);
    rows = readCsv(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('writes the pictures and the dataframe, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(['garments.csv', 'images']);
    expect(rows[0]).toEqual(['processed_path', ...TASKS, 'split']);
    expect(rows.slice(1).map(([path]) => path)).toEqual(
      readdirSync(join(folder, 'images'))
        .sort()
        .map((name) => `images/${name}`),
    );
    expect(rows).toHaveLength(169);
  });

  it('uses the labels that config.yml lists, all of them, with a few cells left empty', () => {
    const config = parse(readFileSync(join(EXAMPLE, 'config.yml'), 'utf8'));
    for (const [i, task] of TASKS.entries()) {
      const cells = rows.slice(1).map((row) => row[i + 1]!);
      expect(new Set(cells.filter((cell) => cell !== ''))).toEqual(new Set(config.model.target_encoder[task]));
    }
    const empty = rows.flat().filter((cell) => cell === '').length;
    expect(empty).toBeGreaterThan(0);
    expect(empty).toBeLessThan(25);
  });

  it('passes the check without an error', async () => {
    const configFile = join(folder, 'config.yml');
    copyFileSync(join(EXAMPLE, 'config.yml'), configFile);
    const { findings, split } = await checkProject({ configFile, root: folder });
    rmSync(configFile);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(split?.test).toHaveLength(21);
  });

  it('splits three quarters, one eighth and one eighth', () => {
    const count = (part: string) => rows.filter((row) => row[4] === part).length;
    expect([count('train'), count('val'), count('test')]).toEqual([126, 21, 21]);
  });

  it('draws pictures that can be read and differ', async () => {
    const rule = preprocessing({ height: 32, width: 32 });
    const pictures = await Promise.all(rows.slice(1).map(([path]) => readPixels(join(folder, path!), rule)));
    const texts = new Set(pictures.map((pixels) => Buffer.from(pixels).toString('latin1')));
    expect(texts.size).toBe(168);
  });

  it('draws the same pictures for the same seed, others for another', async () => {
    const [again, other] = [temporaryFolder(), temporaryFolder()];
    await draw('--count', '8', '--size', '96', '--out', again);
    await draw('--count', '8', '--size', '96', '--out', other, '--seed', '8');
    const first = (where: string) => readFileSync(join(where, 'images/00001.jpg'));
    expect(first(again).equals(first(folder))).toBe(false); // the number of rows is part of the plan
    const once = temporaryFolder();
    await draw('--count', '8', '--size', '96', '--out', once);
    expect(first(once).equals(first(again))).toBe(true);
    expect(readCsv(once)).toEqual(readCsv(again));
    expect(first(other).equals(first(again))).toBe(false);
  });

  it.each([
    ['--count', 'many'],
    ['--count', '0'],
    ['--size', '-3'],
    ['--seed', '1.5'],
  ])('refuses %s %s in plain words', async (option, value) => {
    await expect(draw(`${option}=${value}`, '--out', temporaryFolder())).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${option} ${value}: give a whole number from `),
    });
  });
});
