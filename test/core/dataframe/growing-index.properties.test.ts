import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CellColumn } from '../../../core/dataframe/cell-column.ts';
import { type Growth, indexGrowing } from '../../../core/dataframe/growing-index.ts';
import { indexPlainCsv } from '../../../core/dataframe/index-plain-csv.ts';
import type { IndexedCells } from '../../../core/dataframe/indexed-cells.ts';
import fc from '../../fast-check.ts';
import { chunkSizes, damagedTables, tables } from './csv-arbitraries.ts';
import { csvReader, temporaryFolder } from './csv-files.ts';

const { write } = csvReader(temporaryFolder());
const OPTIONS = { keeps: () => true };

const textsOf = (column: CellColumn, rows: number) => Array.from({ length: rows }, (_, row) => column.text(row));
const plain = ({ index, cells }: IndexedCells) => ({
  index,
  values: index.columns.map(({ values }) => [...values.keys()]),
  cells: [...cells].map(([name, column]) => [name, textsOf(column, index.rows)]),
});

/** A file of which a part was read. */
async function partlyRead(content: Buffer, end: number, chunkSize: number) {
  const file = write(content.subarray(0, end));
  const { read, growth } = await indexGrowing(file, { ...OPTIONS, chunkSize });
  await growth?.remember();
  return { file, read, growth };
}

const grow = async (growth: Growth) => ((await growth.onlyGrew()) ? growth.readOn({}) : 'changed');

describe('the index of a CSV file that was appended to', () => {
  test('is that of the whole file, and the one before stays what it was', async () => {
    let grown = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(tables, damagedTables), fc.nat(1000), chunkSizes, async (content, at, chunkSize) => {
        const lines = [...content.toString('latin1').matchAll(/\n/g)].map(({ index }) => index + 1);
        const end = lines[at % (lines.length || 1)] ?? content.length;
        const { file, read, growth } = await partlyRead(content, end, chunkSize);
        if (!growth) return;
        grown += 1;
        const before = structuredClone(plain(read));
        appendFileSync(file, content.subarray(end));
        const whole = await indexPlainCsv(file, OPTIONS);
        const after = await grow(growth);
        expect(after && after !== 'changed' && plain(after)).toEqual(whole && plain(whole));
        expect(plain(read)).toEqual(before);
      }),
      { numRuns: 500 },
    );
    expect(grown).toBeGreaterThan(50);
  });

  test('grows again and again', async () => {
    const rows = Array.from({ length: 12_000 }, (_, row) => `${row}.jpg,${row % 300}\n`);
    const { file, growth } = await partlyRead(Buffer.from(`image,print\n${rows[0]}`), 1000, 64);
    for (let row = 1; row < rows.length; row += 1500) {
      appendFileSync(file, rows.slice(row, row + 1500).join(''));
      const after = await grow(growth as Growth);
      expect(after && after !== 'changed' && plain(after)).toEqual(plain((await indexPlainCsv(file, OPTIONS))!));
      await growth?.remember();
    }
  });

  test.each<[string, (file: string) => void]>([
    ['a byte of it changed', (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('plain', 'plaid'))],
    ['it was cut off', (file) => truncateSync(file, 15)],
    ['it is another one', (file) => writeFileSync(file, 'image,print\nz,dots\nz,dots\nz,dots\n')],
  ])('is made anew when %s', async (_, change) => {
    const content = Buffer.from('image,print\na,plain\nb,dots\n');
    const { file, growth } = await partlyRead(content, content.length, 64);
    appendFileSync(file, 'c,plain\n');
    change(file);
    expect(await growth?.onlyGrew()).toBe(false);
  });

  test('is made anew when the last row may go on, the file is no plain CSV, or nobody looked at it in time', async () => {
    for (const content of ['image,print\na,plain', 'image,print\r\na,plain\r', 'image,print\na\nb,c\n', 'image\na\n']) {
      expect((await partlyRead(Buffer.from(content), content.length, 64)).growth).toBeUndefined();
    }
    const { growth } = await indexGrowing(write('image,print\na,plain\n'), OPTIONS);
    expect(await growth?.onlyGrew()).toBe(false);
    const unsaved = await indexGrowing(write(''), { ...OPTIONS, content: 'image,print\na,plain\n' });
    expect([unsaved.read.index.rows, unsaved.growth]).toEqual([1, undefined]);
  });
});
