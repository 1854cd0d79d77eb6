import { describe, expect, test } from 'vitest';
import type { CellColumn } from '../../../core/dataframe/cell-column.ts';
import { indexCells } from '../../../core/dataframe/index-dataframe.ts';
import type { IndexedCells } from '../../../core/dataframe/indexed-cells.ts';
import { loadCells, storedBytes } from '../../../core/dataframe/stored-cells.ts';
import fc from '../../fast-check.ts';
import { chunkSizes, damagedTables } from './csv-arbitraries.ts';
import { csvReader, temporaryFolder } from './csv-files.ts';

const { write } = csvReader(temporaryFolder());

const textsOf = (column: CellColumn) => Array.from({ length: column.length }, (_, row) => column.text(row));
const plain = ({ index, cells, ragged }: IndexedCells) => ({
  index,
  ragged,
  values: index.columns.map(({ values }) => [...values.keys()]),
  cells: [...cells].map(([name, column]) => [name, column.values, textsOf(column)]),
});

const stored = (read: IndexedCells, of = 'it') => Buffer.concat([...storedBytes(read, of)]);

/** Loads bytes as from a file. */
function load(bytes: Buffer, of = 'it'): Promise<IndexedCells | undefined> {
  let position = 0;
  return loadCells(async (into) => {
    const taken = bytes.copy(into, 0, position, position + into.length);
    position += taken;
    return taken === into.length;
  }, of);
}

describe('an index with its cells, stored and loaded', () => {
  test('is what it was, whatever the file held', async () => {
    await fc.assert(
      fc.asyncProperty(damagedTables, chunkSizes, async (content, chunkSize) => {
        const read = await indexCells(write(content), { chunkSize, keeps: () => true });
        const loaded = await load(stored(read));
        expect(loaded && plain(loaded)).toEqual(plain(read));
      }),
      { numRuns: 200 },
    );
  });

  test('is what it was with more values than are kept, texts of many bytes and codes of every size', async () => {
    const rows = Array.from({ length: 12_000 }, (_, row) => `${'é'.repeat(row % 300)}${row},${row % 300},${row % 7}`);
    const read = await indexCells(write(`a,b,c\n${rows.join('\n')}\n`), { keeps: () => true });
    const loaded = await load(stored(read));
    expect(loaded && plain(loaded)).toEqual(plain(read));
    expect(textsOf(loaded?.cells.get('a') as CellColumn).at(-1)).toBe(`${'é'.repeat(11_999 % 300)}11999`);
  });

  test('is nothing when it is of something else, or not whole', async () => {
    const bytes = stored(await indexCells(write('image,print\na,plain\nb,dots\n'), { keeps: () => true }));
    expect(await load(bytes, 'another')).toBeUndefined();
    for (let length = 0; length < bytes.length; length++) {
      expect(await load(bytes.subarray(0, length)).catch(() => undefined)).toBeUndefined();
    }
  });
});
