import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexGrowing } from '../../../core/dataframe/growing-index.ts';
import { indexCells } from '../../../core/dataframe/index-dataframe.ts';
import { DataframeCache } from '../../../server/data/dataframe-cache.ts';
import { fileVersion } from '../../../server/data/file-version.ts';
import { StoredDataframes } from '../../../server/data/stored-dataframes.ts';
import { temporaryFolder } from '../../core/dataframe/csv-files.ts';

const folder = temporaryFolder();
let folders = 0;

function emptyStore() {
  const place = join(folder, `stored-${folders++}`);
  return { place, store: new StoredDataframes(place, 1) };
}

function csv(name: string, text = 'image,print\na,plain\nb,dots\n'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const readCells = (file: string) => indexCells(file, { keeps: () => true });

describe('dataframes stored on disk', () => {
  it('are there for another server, in the version that they were read in', async () => {
    const { place, store } = emptyStore();
    const file = csv('a.csv');
    const read = await readCells(file);
    expect(await store.load(file, '1')).toBeUndefined();
    await store.save(file, '1', read);
    const other = new StoredDataframes(place, 1);
    expect((await other.load(file, '1'))?.index).toEqual(read.index);
    expect(await other.load(file, '2')).toBeUndefined();
    expect(await other.load(`${file}.other`, '1')).toBeUndefined();
  });

  it('are not when the file is small or what was stored is damaged', async () => {
    const { place, store } = emptyStore();
    const file = csv('b.csv');
    const read = await readCells(file);
    await new StoredDataframes(place, 1000).save(file, '1', read);
    expect(existsSync(place)).toBe(false);

    await store.save(file, '1', read);
    const stored = join(place, readdirSync(place)[0] as string);
    const whole = readFileSync(stored);
    for (const damaged of [whole.subarray(0, -1), Buffer.from(whole).fill(0x20, 20, 30), Buffer.from('MTCELLS1')]) {
      writeFileSync(stored, damaged);
      expect(await store.load(file, '1')).toBeUndefined();
    }
  });

  it('are at most twenty, those used last', async () => {
    const { place, store } = emptyStore();
    const read = await readCells(csv('c.csv'));
    const first = csv('first.csv');
    await store.save(first, '1', read);
    for (let index = 0; index < 19; index++) await store.save(csv(`${index}.csv`), '1', read);
    for (const name of readdirSync(place)) utimesSync(join(place, name), 1, 1);
    expect(await store.load(first, '1')).toBeDefined();
    await store.save(csv('last.csv'), '1', read);
    expect(readdirSync(place)).toHaveLength(20);
    expect(await store.load(first, '1')).toBeDefined();
  });

  it('spare a cache the reading, unless the file changed or another column is wanted', async () => {
    const { store } = emptyStore();
    const long = Array.from({ length: 10_001 }, (_, row) => `${row}.jpg,plain,note ${row}`);
    const file = csv('d.csv', `image,print,note\n${long.join('\n')}\n`);
    const readings: string[] = [];
    const open = () =>
      new DataframeCache({
        stored: store,
        index(path, options) {
          readings.push(path);
          return indexGrowing(path, options);
        },
      });
    const isStored = async () => {
      while (!(await store.load(file, await fileVersion(file)))) await new Promise(setImmediate);
    };
    await open().read(file, new Set(['image']), {});
    await isStored();
    const { cells } = await open().read(file, new Set(['image', 'print']), {});
    expect([readings.length, cells.get('image')?.text(10_000), cells.get('print')?.text(5)]).toEqual([
      1,
      '10000.jpg',
      'plain',
    ]);
    expect([...(await open().read(file, new Set(['note']), {})).cells.keys()]).toEqual(['image', 'print', 'note']);
    expect(readings.length).toBe(2);
    writeFileSync(file, 'image,print,note\na,b,c\n');
    expect((await open().read(file, new Set(['image']), {})).index.rows).toBe(1);
    expect(readings.length).toBe(3);
  });
});
