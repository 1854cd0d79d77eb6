import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_DISTINCT_VALUES } from '../../../core/dataframe/column-tally.ts';
import type { Column } from '../../../core/dataframe/dataframe.ts';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import fc from '../../fast-check.ts';
import { csvReader, temporaryFolder } from './csv-files.ts';

const folder = temporaryFolder();
const { write } = csvReader(folder);

const counts = (column: Column | undefined) =>
  Object.fromEntries([...(column?.values ?? [])].map(([value, { count }]) => [value, count]));

describe('indexDataframe', () => {
  test('counts every value of every column, with its first rows and lines', async () => {
    const file = write('image,print\na.jpg,dots\n"b\n.jpg",plain\nc.jpg,\nd.jpg,dots\n');
    const { columns, rows, problems, file: indexed } = await indexDataframe(file);
    expect(indexed).toBe(resolve(file));
    expect(problems).toEqual([]);
    expect(rows).toBe(4);
    expect(columns.map(({ name }) => name)).toEqual(['image', 'print']);
    const print = columns[1] as Column;
    expect(print.header).toEqual({ start: { line: 1, column: 7 }, end: { line: 1, column: 12 } });
    expect(print.complete).toBe(true);
    expect([...print.values]).toEqual([
      [
        'dots',
        {
          count: 2,
          first: [
            { row: 1, line: 2 },
            { row: 4, line: 6 },
          ],
        },
      ],
      ['plain', { count: 1, first: [{ row: 2, line: 3 }] }],
    ]);
    expect(print.empty).toEqual({ count: 1, first: [{ row: 3, line: 5 }] });
  });

  test('keeps values apart that differ in white space or case alone', async () => {
    const { columns } = await indexDataframe(write('image,print\na,plain\nb,Plain\nc,plain \nd, \n'));
    expect(counts(columns[1])).toEqual({ plain: 1, Plain: 1, 'plain ': 1, ' ': 1 });
  });

  test('remembers only the first few rows of a value', async () => {
    const { columns } = await indexDataframe(write(`image,print\n${'a,b\n'.repeat(100)}`));
    expect(columns[0]?.values.get('a')).toMatchObject({ count: 100 });
    expect(columns[0]?.values.get('a')?.first.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5]);
  });

  test('keeps a limited number of distinct values and says so', async () => {
    const paths = Array.from(
      { length: MAX_DISTINCT_VALUES + 1 },
      (_, row) => `${row}.jpg,${row % MAX_DISTINCT_VALUES}\n`,
    );
    const { columns, rows } = await indexDataframe(write(`image,number\n${paths.join('')}0.jpg,0\n`));
    expect(rows).toBe(MAX_DISTINCT_VALUES + 2);
    expect(columns[0]).toMatchObject({ complete: false });
    expect(columns[0]?.values.size).toBe(MAX_DISTINCT_VALUES);
    // What is kept is still counted to the end.
    expect(columns[0]?.values.get('0.jpg')?.count).toBe(2);
    expect(columns[1]).toMatchObject({ complete: true });
    expect(columns[1]?.values.get('0')?.count).toBe(3);
  });

  test('collects the problems of the file and leaves ragged rows uncounted', async () => {
    const { rows, columns, problems } = await indexDataframe(write('image,print\na,plain\nb\nc,plain\n'));
    expect(rows).toBe(2);
    expect(counts(columns[1])).toEqual({ plain: 2 });
    expect(problems).toMatchObject([{ code: 'ragged-row', row: 2, fatal: false }]);
  });

  test('of a missing file is empty and says why', async () => {
    const index = await indexDataframe(join(folder, 'nowhere.csv'));
    expect(index).toMatchObject({ rows: 0, columns: [], problems: [{ code: 'missing-dataframe', fatal: true }] });
  });

  test('counts what a plain count counts', async () => {
    const cell = fc.constantFrom('', 'a', 'b', '__proto__', 'constructor');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 }), async (table) => {
        const text = table.map((cells) => `${cells.join(',')}\n`).join('');
        const { columns } = await indexDataframe(write(`x,y\n${text}`));
        for (const [index, column] of columns.entries()) {
          const cells = table.map((row) => row[index] as string);
          expect(column.empty.count).toBe(cells.filter((value) => value === '').length);
          const distinct = new Set(cells.filter((value) => value !== ''));
          expect([...column.values.keys()]).toEqual([...distinct]);
          for (const value of distinct) {
            expect(column.values.get(value)?.count).toBe(cells.filter((other) => other === value).length);
          }
        }
      }),
    );
  });

  test('throws the reason of its signal', async () => {
    const reason = new Error('enough');
    const indexing = indexDataframe(write('a,b\n1,2\n'), { signal: AbortSignal.abort(reason) });
    await expect(indexing).rejects.toBe(reason);
  });
});
