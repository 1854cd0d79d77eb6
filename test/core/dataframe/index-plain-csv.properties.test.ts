import { describe, expect, test } from 'vitest';
import type { CellColumn } from '../../../core/dataframe/cell-column.ts';
import { indexRows } from '../../../core/dataframe/index-dataframe.ts';
import { indexPlainCsv } from '../../../core/dataframe/index-plain-csv.ts';
import fc from '../../fast-check.ts';
import { anyBytes, chunkSizes, damagedTables, tables } from './csv-arbitraries.ts';
import { csvReader, temporaryFolder } from './csv-files.ts';

const { write } = csvReader(temporaryFolder());

const cellsOf = (column: CellColumn) => Array.from({ length: column.length }, (_, row) => column.text(row));

/** Whether the quick reader took the file; that it then says what the slow one says is expected here. */
async function agree(content: Buffer, chunkSize: number): Promise<boolean> {
  const file = write(content);
  const quick = await indexPlainCsv(file, { chunkSize, keeps: () => true });
  const slow = await indexRows(file, { keeps: () => true });
  if (quick === undefined) return false;
  expect(quick.index).toEqual(slow.index);
  // Maps are equal in any order, but values have one.
  expect(quick.index.columns.map(({ values }) => [...values.keys()])).toEqual(
    slow.index.columns.map(({ values }) => [...values.keys()]),
  );
  expect(quick.ragged).toEqual(slow.ragged);
  expect([...quick.cells].map(([name, column]) => [name, cellsOf(column)])).toEqual(
    [...slow.cells].map(([name, column]) => [name, cellsOf(column)]),
  );
  return true;
}

describe('the index that is built without csv-parse is that of csv-parse', () => {
  test('for tables, which it reads itself unless csv-parse finds something wrong', async () => {
    await fc.assert(
      fc.asyncProperty(tables, chunkSizes, async (content, chunkSize) => {
        const taken = await agree(content, chunkSize);
        const { problems } = (await indexRows(write(content))).index;
        const leaves = problems.some(({ code }) => code !== 'duplicate-column');
        expect(taken).toBe(!leaves);
      }),
      { numRuns: 600 },
    );
  });

  test('for tables with damage', async () => {
    await fc.assert(
      fc.asyncProperty(damagedTables, chunkSizes, async (...file) => void (await agree(...file))),
      {
        numRuns: 1200,
      },
    );
  });

  test('for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, chunkSizes, async (...file) => void (await agree(...file))),
      {
        numRuns: 1200,
      },
    );
  });
});
