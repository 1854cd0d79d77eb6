import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellColumn } from '../../../core/dataframe/cell-column.ts';
import { indexRows } from '../../../core/dataframe/index-dataframe.ts';
import { indexPlainCsv } from '../../../core/dataframe/index-plain-csv.ts';
import { csvReader, temporaryFolder } from './csv-files.ts';

const { write } = csvReader(temporaryFolder());

const chunkSizes = fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 64, 1000, 100_000);

const cells = fc.oneof(
  fc.constantFrom('', 'plain', 'dots', 'a.jpg', ' ', '__proto__', '"', '""', '"quoted"', 'é', '\ufeff'),
  fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', '\r\n', 'é', '😀', '\u00a0'), maxLength: 6 }),
);

/** A table as text: mostly a regular one, quoted where it must be or anywhere, with blank lines and any line ends. */
const tables = fc.integer({ min: 2, max: 4 }).chain((columns) => {
  const cell = fc
    .tuple(cells, fc.boolean())
    .map(([text, quoted]) => (quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
  const record = fc
    .oneof(
      { weight: 20, arbitrary: fc.array(cell, { minLength: columns, maxLength: columns }) },
      { weight: 1, arbitrary: fc.constantFrom([''], [' \t']) },
    )
    .map((texts) => texts.join(','));
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  return fc
    .tuple(
      fc.constantFrom('', '', '\ufeff'),
      fc.array(fc.tuple(record, lineEnd), { minLength: 1, maxLength: 12 }),
      fc.boolean(),
    )
    .map(([mark, lines, ends]) => {
      const text = mark + lines.flat().join('');
      return Buffer.from(ends ? text : text.replace(/[\r\n]+$/, ''));
    });
});

/** A table with some of its bytes gone, changed, or followed by others. */
const damagedTables = fc
  .tuple(
    tables,
    fc.array(fc.tuple(fc.nat(), fc.nat(1), fc.uint8Array({ maxLength: 3 })), { minLength: 1, maxLength: 3 }),
  )
  .map(([table, damages]) =>
    damages.reduce((bytes, [place, gone, added]) => {
      const at = place % (bytes.length + 1);
      return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + gone)]);
    }, table),
  );

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc
    .string({ unit: fc.constantFrom('a', ' ', ',', ',', '"', '\n', '\r', 'é', '\0', '\ufeff'), maxLength: 40 })
    .map((text) => Buffer.from(text)),
);

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
