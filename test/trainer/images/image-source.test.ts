import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Augmentation } from '../../../schemas/types/config.ts';
import { type AugmentKey, augment } from '../../../trainer/images/augment.ts';
import { type ImageSource, openImageSource } from '../../../trainer/images/image-source.ts';
import { preprocessing, readPixels } from '../../../trainer/images/preprocess.ts';
import { configWith } from '../../config-with.ts';
import { GREEN, noise, RED, savePlain, temporaryFolder } from './pictures.ts';

const SIZE = { height: 10, width: 14 };
const RULE = preprocessing(SIZE);
const BYTES = SIZE.height * SIZE.width * 3;

function open({ cacheBytes = 0, threads = 2 }: { cacheBytes?: number; threads?: number } = {}): ImageSource {
  const source = openImageSource({ preprocessing: RULE, cacheBytes, threads });
  onTestFinished(() => source.close());
  return source;
}

async function noisyFiles(count: number): Promise<string[]> {
  const folder = temporaryFolder();
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const path = join(folder, `${i}.png`);
      writeFileSync(
        path,
        await noise(30, 20, i + 1)
          .png()
          .toBuffer(),
      );
      return path;
    }),
  );
}

const AUGMENTATION = configWith().model.augmentation;
const keyOf = (row: number, variant = 0): AugmentKey => ({ augmentation: AUGMENTATION, seed: 5, variant, row });

describe('load', () => {
  it('finds no fault with good images while other threads are starting', async () => {
    const requests = (await noisyFiles(24)).map((path) => ({ path }));
    for (let start = 0; start < 15; start++) {
      const source = openImageSource({ preprocessing: RULE, cacheBytes: 0, threads: 6 });
      expect((await source.load(requests)).bad).toEqual([]);
      await source.close();
    }
  });

  it('gives what readPixels gives, in the order asked for', async () => {
    const paths = await noisyFiles(9);
    const { pixels, bad } = await open().load(paths.map((path) => ({ path })));
    expect(bad).toEqual([]);
    expect(pixels).toHaveLength(9 * BYTES);
    for (const [i, path] of paths.entries()) {
      expect(Buffer.compare(image(pixels, i), await readPixels(path, RULE))).toBe(0);
    }
  });

  it('answers an empty request', async () => {
    expect(await open().load([])).toEqual({ pixels: new Uint8Array(0), bad: [] });
  });

  it('leaves room at the end, filled with zeros', async () => {
    const path = await savePlain(temporaryFolder(), 'red.png', RED);
    const { pixels } = await open().load([{ path }], 3);
    expect(pixels).toHaveLength(3 * BYTES);
    expect([...pixels.subarray(0, 3)]).toEqual([...RED]);
    expect(pixels.subarray(BYTES).every((value) => value === 0)).toBe(true);
  });

  it('uses recycled memory again, and nothing of what was in it shows', async () => {
    const folder = temporaryFolder();
    const red = await savePlain(folder, 'red.png', RED);
    const green = await savePlain(folder, 'green.png', GREEN);
    const source = open();
    const first = await source.load([{ path: red }, { path: red }, { path: red }]);
    source.recycle(first.pixels);
    const other = await source.load([{ path: red }]);
    expect(other.pixels.buffer).not.toBe(first.pixels.buffer);
    const second = await source.load([{ path: green }, { path: join(folder, 'none.png') }], 3);
    expect(second.pixels.buffer).toBe(first.pixels.buffer);
    expect([...image(second.pixels, 0).subarray(0, 3)]).toEqual([...GREEN]);
    expect(second.pixels.subarray(BYTES).every((value) => value === 0)).toBe(true);
  });

  it('names bad images by place and reason, leaves them black, and loads the others', async () => {
    const folder = temporaryFolder();
    const good = await savePlain(folder, 'good.png', GREEN);
    const empty = join(folder, 'empty.png');
    writeFileSync(empty, '');
    const requests = [{ path: join(folder, 'none.png') }, { path: good }, { path: empty, augment: keyOf(1) }];
    const { pixels, bad } = await open({ cacheBytes: 10 * BYTES }).load(requests);
    expect(bad).toEqual([
      { index: 0, reason: 'the file does not exist' },
      { index: 2, reason: 'the file is empty' },
    ]);
    expect(image(pixels, 0).every((value) => value === 0)).toBe(true);
    expect([...image(pixels, 1).subarray(0, 3)]).toEqual([...GREEN]);
    expect(image(pixels, 2).every((value) => value === 0)).toBe(true);
  });

  it('augments by the key alone: any number of threads, cached or not, any order', async () => {
    const paths = await noisyFiles(12);
    const requests = paths.map((path, row) => ({ path, augment: keyOf(row, 3) }));
    const expected = await Promise.all(
      paths.map(async (path, row) => {
        const target = new Uint8Array(BYTES);
        augment(await readPixels(path, RULE), target, SIZE, keyOf(row, 3));
        return target;
      }),
    );
    for (const options of [{ threads: 1 }, { threads: 3 }, { threads: 2, cacheBytes: 1e6 }]) {
      const source = open(options);
      for (const round of [requests, [...requests].reverse()]) {
        const { pixels } = await source.load(round);
        for (const [i, { path }] of round.entries()) {
          expect(Buffer.compare(image(pixels, i), expected[paths.indexOf(path)]!)).toBe(0);
        }
      }
    }
  });

  it('serves loads that overlap', async () => {
    const paths = await noisyFiles(6);
    const source = open({ cacheBytes: 3 * BYTES });
    const alone = await source.load(paths.map((path) => ({ path })));
    const together = await Promise.all(Array.from({ length: 8 }, () => source.load(paths.map((path) => ({ path })))));
    for (const { pixels, bad } of together) {
      expect(bad).toEqual([]);
      expect(Buffer.compare(pixels, alone.pixels)).toBe(0);
    }
  });
});

describe('the cache', () => {
  it('decodes an image once, also when it is augmented anew', async () => {
    const paths = await noisyFiles(4);
    const source = open({ cacheBytes: 4 * BYTES });
    const first = await source.load(paths.map((path) => ({ path })));
    for (const path of paths) rmSync(path);
    const again = await source.load(paths.map((path) => ({ path })));
    expect(again.bad).toEqual([]);
    expect(Buffer.compare(again.pixels, first.pixels)).toBe(0);
    const augmented = await source.load(paths.map((path, row) => ({ path, augment: keyOf(row) })));
    expect(augmented.bad).toEqual([]);
    expect(Buffer.compare(augmented.pixels, first.pixels)).not.toBe(0);
    const untouched = await source.load(paths.map((path) => ({ path })));
    expect(Buffer.compare(untouched.pixels, first.pixels)).toBe(0);
  });

  it('keeps the images that came first, and no more than fit', async () => {
    const paths = await noisyFiles(5);
    const source = open({ cacheBytes: 2 * BYTES + BYTES / 2 });
    await source.load(paths.map((path) => ({ path })));
    for (const path of paths) rmSync(path);
    const { bad } = await source.load(paths.map((path) => ({ path })));
    expect(bad.map(({ index }) => index)).toEqual([2, 3, 4]);
  });

  it('keeps nothing when it has no room', async () => {
    const [path] = (await noisyFiles(1)) as [string];
    const source = open({ cacheBytes: 0 });
    await source.load([{ path }]);
    rmSync(path);
    expect((await source.load([{ path }])).bad).toHaveLength(1);
  });

  it('gives the room of a bad image to another', async () => {
    const [good] = (await noisyFiles(1)) as [string];
    const source = open({ cacheBytes: BYTES });
    await source.load([{ path: join(temporaryFolder(), 'none.png') }]);
    await source.load([{ path: good }]);
    rmSync(good);
    expect((await source.load([{ path: good }])).bad).toEqual([]);
  });
});

describe('the end', () => {
  it('rejects loads under way and loads after it, and may come twice', async () => {
    const source = open();
    const loading = source.load((await noisyFiles(30)).map((path) => ({ path })));
    const closed = Promise.all([source.close(), source.close()]);
    await expect(loading).rejects.toThrow('The image source is closed.');
    await closed;
    await expect(source.load([])).rejects.toThrow('The image source is closed.');
  });

  it('tells everyone when a thread crashes', async () => {
    const source = open();
    const [path] = (await noisyFiles(1)) as [string];
    const broken = { path, augment: { ...keyOf(1), augmentation: { enabled: true } as Augmentation } };
    await expect(source.load([broken])).rejects.toThrow(/^Preparing images failed: /);
    await expect(source.load([{ path }])).rejects.toThrow(/^Preparing images failed: /);
  });

  it('leaves no thread behind: the process ends by itself', async () => {
    const folder = temporaryFolder();
    const image = await savePlain(folder, 'red.png', RED);
    const program = join(import.meta.dirname, '../../../dist', `test-close-${process.pid}.mjs`);
    onTestFinished(() => rmSync(program, { force: true }));
    await build({
      stdin: {
        resolveDir: import.meta.dirname,
        loader: 'ts',
        contents: `
          import { openImageSource } from '../../../trainer/images/image-source.ts';
          import { preprocessing } from '../../../trainer/images/preprocess.ts';
          const source = openImageSource({ preprocessing: preprocessing({ height: 8, width: 8 }), cacheBytes: 1e6, threads: 2 });
          const { pixels } = await source.load([{ path: process.argv[2] }]);
          await source.close();
          console.log(pixels.length);`,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: program,
    });
    const { stdout } = await promisify(execFile)(process.execPath, [program, image], { timeout: 60_000 });
    expect(stdout.trim()).toBe('192');
  });
});

function image(pixels: Uint8Array, index: number): Uint8Array {
  return pixels.subarray(index * BYTES, (index + 1) * BYTES);
}
