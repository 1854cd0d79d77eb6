import { describe, expect, test } from 'vitest';
import { writtenCell } from '../../../core/dataframe/csv-text.ts';
import { findCells, findCellsOfEach } from '../../../core/dataframe/find-cells.ts';
import type { Range } from '../../../schemas/types/finding.ts';
import fc from '../../fast-check.ts';
import { anyBytes, chunkSizes, damagedTables, tables, wideTables } from './csv-arbitraries.ts';
import { csvReader, readAll, temporaryFolder } from './csv-files.ts';

const { write } = csvReader(temporaryFolder());

/** The content's text as an editor shows it. */
function textOf(content: Buffer): string {
  const isWide = content.toString('latin1', 0, 2) === '\u00ff\u00fe';
  return content.toString(isWide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
}

/** What an editor has within the range; lines end in CRLF, LF or CR. */
function textWithin(text: string, { start, end }: Range): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: lineEnd }) => index + lineEnd.length)];
  const offset = ({ line, column }: Range['start']) => (starts[line - 1] as number) + column - 1;
  return text.slice(offset(start), offset(end));
}

const unquoted = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);

/** Every cell of every column is found in the rows of readRows, and stands where it is said to. */
async function findsEveryCell(content: Buffer, chunkSize: number): Promise<void> {
  const file = write(content);
  const { header = [], rows } = await readAll(file);
  const names = header.map(({ name }) => name);
  const text = textOf(content);
  const options = { chunkSize, header: true };
  const found = await findCellsOfEach(
    file,
    names.map((column) => ({ column })),
    options,
  );
  for (const [index, cells] of found.entries()) {
    const column = names.indexOf(names[index] as string);
    expect(cells.map(({ row, text }) => [row, text])).toEqual([
      [0, names[index]],
      ...rows.map((row) => [row.row, row.cells[column]]),
    ]);
    for (const cell of cells) expect(unquoted(textWithin(text, cell.range))).toBe(cell.text);
  }
  const [name] = names;
  if (name === undefined) return;
  const value = rows.at(-1)?.cells[0] ?? 'none';
  const some = await findCells(file, { column: name, values: new Set([value]) }, { chunkSize });
  expect(some.map(({ row }) => row)).toEqual(rows.filter(({ cells }) => cells[0] === value).map(({ row }) => row));
}

describe('the cells of a column are those of the rows, where the file writes them', () => {
  test.each([
    ['well-formed tables', tables, 200],
    ['tables in UTF-16', wideTables, 150],
    ['tables with damage', damagedTables, 500],
    ['any bytes', anyBytes, 400],
  ] as const)('for %s', async (_, contents, numRuns) => {
    await fc.assert(fc.asyncProperty(contents, chunkSizes, findsEveryCell), { numRuns });
  });

  test('for content in place of the file', async () => {
    await fc.assert(
      fc.asyncProperty(tables, chunkSizes, async (content, chunkSize) => {
        const options = { chunkSize, header: true };
        const column = (await readAll(write(content))).header?.[0]?.name ?? '';
        const fromFile = await findCells(write(content), { column }, options);
        expect(await findCells('none.csv', { column }, { ...options, content })).toEqual(fromFile);
        expect(await findCells('none.csv', { column }, { ...options, content: content.toString() })).toEqual(fromFile);
      }),
      { numRuns: 200 },
    );
  });

  test('and are read again as they were written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é') }), (text) => {
        expect(unquoted(writtenCell(text))).toBe(text);
      }),
    );
  });
});
