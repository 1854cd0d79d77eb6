import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { indexGrowing } from '../../../core/dataframe/growing-index.ts';
import { DataframeCache } from '../../../server/data/dataframe-cache.ts';
import { temporaryFolder } from '../../core/dataframe/csv-files.ts';

const folder = temporaryFolder();
const columns = new Set(['print']);

/** A cache that counts how often it reads, and a file of its own for it. */
function cacheFor(name: string) {
  const file = join(folder, name);
  const readings: string[] = [];
  const cache = new DataframeCache({
    index(path, options) {
      readings.push(path);
      return indexGrowing(path, options);
    },
  });
  const prints = async (wanted: ReadonlySet<string> = columns) => {
    const { index, cells } = await cache.read(file, wanted, {});
    return Array.from({ length: index.rows }, (_, row) => cells.get('print')?.text(row));
  };
  return { file, readings, cache, prints };
}

describe('DataframeCache', () => {
  test('reads a file once, however often and for how many at a time it is asked', async () => {
    const { file, readings, prints } = cacheFor('once.csv');
    writeFileSync(file, 'image,print\na,plain\nb,dots\n');
    expect(await Promise.all([prints(), prints()])).toEqual([
      ['plain', 'dots'],
      ['plain', 'dots'],
    ]);
    expect(await prints()).toEqual(['plain', 'dots']);
    expect(readings).toHaveLength(1);
  });

  test('reads again when the file changes, goes or comes back', async () => {
    const { file, prints } = cacheFor('changing.csv');
    expect(await prints()).toEqual([]);
    writeFileSync(file, 'image,print\na,plain\n');
    expect(await prints()).toEqual(['plain']);
    writeFileSync(file, 'image,print\na,dots1\n');
    expect(await prints()).toEqual(['dots1']);
    rmSync(file);
    expect(await prints()).toEqual([]);
  });

  test('reads again for a column of many texts that it has not kept, and from then on has both', async () => {
    const { file, readings, prints, cache } = cacheFor('columns.csv');
    const rows = Array.from({ length: 10_001 }, (_, row) => `${row}.jpg,print ${row},plain`);
    writeFileSync(file, `image,print,sleeves\n${rows.join('\n')}\n`);
    expect((await prints(new Set(['image'])))[0]).toBeUndefined();
    expect((await prints(new Set(['print'])))[10_000]).toBe('print 10000');
    const { cells } = await cache.read(file, new Set(['image', 'print']), {});
    expect([...cells.keys()]).toEqual(['image', 'print', 'sleeves']);
    expect(readings).toHaveLength(2);
  });

  test('does not read again for a column of few texts, as labels are', async () => {
    const { file, readings, prints } = cacheFor('labels.csv');
    writeFileSync(file, 'image,print\na,plain\n');
    await prints(new Set(['image']));
    expect(await prints()).toEqual(['plain']);
    expect(readings).toHaveLength(1);
  });

  test('does not read again for a column that the file has not, as a name half typed', async () => {
    const { file, readings, prints } = cacheFor('typing.csv');
    writeFileSync(file, 'image,print\na,plain\n');
    for (const name of ['s', 'sl', 'sle']) expect(await prints(new Set(['print', name]))).toEqual(['plain']);
    expect(readings).toHaveLength(1);
  });

  test('reads only what was appended, once it knows that the rest is as it was', async () => {
    const { file, readings, prints } = cacheFor('growing.csv');
    writeFileSync(file, 'image,print\na,plain\n');
    expect(await prints()).toEqual(['plain']);
    for (let appended = 1; readings.length !== appended; appended++) {
      // The first few rows may be appended before the file was looked at again.
      appendFileSync(file, `b,dots ${appended}\n`);
      expect((await prints()).at(-1)).toBe(`dots ${appended}`);
    }
    writeFileSync(file, 'image,print\na,plaid\nb,dots\nc,dots\n');
    const before = readings.length;
    expect(await prints()).toEqual(['plaid', 'dots', 'dots']);
    expect(readings).toHaveLength(before + 1);
  });

  test('keeps many small files, and of large ones the last two', async () => {
    const readings: string[] = [];
    const cache = new DataframeCache({
      async index(path, options) {
        readings.push(path);
        const { read, growth } = await indexGrowing(path, options);
        return { read: { ...read, index: { ...read.index, rows: path.includes('large') ? 900_000 : 1 } }, growth };
      },
    });
    const readAll = async (names: readonly string[]) => {
      readings.length = 0;
      for (const name of names) {
        const file = join(folder, name);
        if (!existsSync(file)) writeFileSync(file, 'image,print\na,plain\n');
        await cache.read(file, columns, {});
      }
      return readings.length;
    };
    const small = ['s1.csv', 's2.csv', 's3.csv', 's4.csv'];
    expect([await readAll(small), await readAll(small)]).toEqual([4, 0]);
    const large = ['large1.csv', 'large2.csv', 'large3.csv'];
    expect([await readAll(large), await readAll(large.slice(1)), await readAll(large)]).toEqual([3, 0, 3]);
  });

  test('whoever is aborted waits no longer, and the reading serves the next', async () => {
    const { file, readings, cache, prints } = cacheFor('aborted.csv');
    writeFileSync(file, `image,print\n${'a,plain\n'.repeat(100_000)}`);
    const controller = new AbortController();
    const reason = new Error('enough');
    const reading = cache.read(file, columns, { signal: controller.signal });
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(await prints()).toHaveLength(100_000);
    expect(readings).toHaveLength(1);
    await expect(cache.read(file, columns, { signal: controller.signal })).rejects.toBe(reason);
  });
});
