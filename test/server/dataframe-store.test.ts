import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import { LocalData } from '../../server/data/local-data.ts';
import { DataframeStore } from '../../server/dataframe-store.ts';
import { projectFolder } from '../core/project-folder.ts';

const noSignal = new AbortController().signal;
const columnsOf = ({ columns }: DataframeIndex) => columns.map(({ name }) => name);

/** A store of files that are not open, and the files that were read, in order. */
function storeOf(named: ReadonlySet<string> = new Set()) {
  const data = new LocalData();
  const read: string[] = [];
  const index = data.index.bind(data);
  data.index = (file, columns) => {
    read.push(file);
    return index(file, columns);
  };
  const errors: unknown[] = [];
  const nothingOpen = { unsaved: async () => undefined };
  const store = new DataframeStore(
    data,
    nothingOpen,
    () => named,
    (error) => errors.push(error),
  );
  return { store, read, errors, data };
}

describe('DataframeStore', () => {
  it('gives what is known at once, and what the file holds now to whoever waits for that', async () => {
    const csv = join(await projectFolder({ 'a.csv': 'image,print\n' }), 'a.csv');
    const { store } = storeOf();
    expect(columnsOf(await store.read(csv, noSignal))).toEqual(['image', 'print']);
    await writeFile(csv, 'photo,collar,print\n');
    const known = await store.get(csv);
    expect(known && columnsOf(known)).toEqual(['image', 'print']);
    expect(columnsOf(await store.read(csv, noSignal))).toEqual(['photo', 'collar', 'print']);
  });

  it('forgets no dataframe that an open config names, and most others', async () => {
    const names = Array.from({ length: 24 }, (_, index) => `${index}.csv`);
    const folder = await projectFolder(Object.fromEntries(names.map((name) => [name, 'image\n'])));
    const files = names.map((name) => join(folder, name));
    const { store, read } = storeOf(new Set(files.slice(0, 12)));
    for (const file of files) await store.read(file, noSignal);
    expect(read).toEqual(files);
    for (const file of files.slice(0, 12)) await store.read(file, noSignal);
    expect(read).toEqual(files);
    for (const file of [...files.slice(16), files[12] as string]) await store.read(file, noSignal);
    expect(read).toEqual([...files, files[12]]);
  });

  it('reports that a file cannot be read any more to whoever waits, and as a defect', async () => {
    const { store, data, errors } = storeOf();
    data.close();
    await expect(store.read('/a.csv', noSignal)).rejects.toThrow();
    expect(errors).toHaveLength(1);
  });
});
