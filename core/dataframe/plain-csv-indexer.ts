import { isUtf8 } from 'node:buffer';
import type { Range } from '../../schemas/types/finding.ts';
import { CellColumn } from './cell-column.ts';
import { cellRanges } from './cell-ranges.ts';
import { ColumnTally } from './column-tally.ts';
import { CsvScanner, INCOMPLETE, ODD } from './csv-scanner.ts';
import { duplicateColumns } from './file-problems.ts';
import { firstByName, type IndexedCells, type IndexOptions } from './indexed-cells.ts';
import type { HeaderCell } from './read-rows.ts';
import { ValueTable } from './value-table.ts';

/** Longer records, which are hardly honest, and wider ones are left to readRows. In bytes, and in cells. */
export const MAX_RECORD = 256 * 1024;
const MAX_COLUMNS = 1000;

interface IndexedColumn {
  readonly name: string;
  readonly values: ValueTable;
  readonly tally: ColumnTally;
  /** undefined: they are not wanted. */
  readonly cells: CellColumn | undefined;
}

/** Builds the index of a CSV file of its bytes, as long as nothing is wrong with them. */
export class PlainCsvIndexer {
  readonly #scanner = new CsvScanner();
  readonly #keeps: (name: string) => boolean;
  #header: readonly Required<HeaderCell>[] = [];
  #columns: readonly IndexedColumn[] = [];
  #rows = 0;
  /** On which the next record starts. */
  #line = 1;

  constructor(keeps: IndexOptions['keeps']) {
    this.#keeps = keeps ?? (() => false);
  }

  /** Counts the complete records in bytes[0, end) and returns where the next one starts, or ODD. */
  take(bytes: Buffer, end: number, last: boolean): number {
    if (!isText(bytes, end, last)) return ODD;
    let from = 0;
    while (from < end) {
      const next = this.#scanner.next(bytes, from, end, last);
      if (next === INCOMPLETE) break;
      if (next === ODD || next - from > MAX_RECORD || !this.#takeRecord(bytes, from, next)) return ODD;
      this.#line += 1 + this.#scanner.breaks;
      from = next;
    }
    return from;
  }

  result(file: string): IndexedCells | undefined {
    if (this.#rows === 0) return undefined;
    const columns = this.#columns.map(({ values, tally }, index) =>
      tally.column(this.#header[index] as HeaderCell, values.values),
    );
    const problems = duplicateColumns(
      this.#header.map(({ name }) => name),
      this.#header.map(({ range }) => range),
    );
    return { index: { file, rows: this.#rows, columns, problems }, cells: firstByName(this.#columns), ragged: [] };
  }

  #takeRecord(bytes: Buffer, from: number, next: number): boolean {
    const { cells, doubled } = this.#scanner;
    if (cells === 1) return isBlankLine(bytes, from, next);
    const isHeader = this.#columns.length === 0;
    if (isHeader ? cells > MAX_COLUMNS : cells !== this.#columns.length) return false;
    const ranges = isHeader ? cellRanges(bytes.toString('utf8', from, next), this.#line) : [];
    if (doubled) this.#scanner.unescape(bytes);
    if (isHeader) this.#takeHeader(bytes, ranges);
    else this.#takeRow(bytes);
    return true;
  }

  #takeHeader(bytes: Buffer, ranges: readonly Range[]): void {
    const { starts, ends } = this.#scanner;
    this.#header = ranges.map((range, cell) => ({ name: bytes.toString('utf8', starts[cell], ends[cell]), range }));
    this.#columns = this.#header.map(({ name }) => {
      const values = new ValueTable();
      const cells = this.#keeps(name) ? new CellColumn(values.values) : undefined;
      return { name, values, tally: new ColumnTally(), cells };
    });
  }

  #takeRow(bytes: Buffer): void {
    const { starts, ends, hashes } = this.#scanner;
    const row = ++this.#rows;
    for (let cell = 0; cell < this.#columns.length; cell++) {
      const { values, tally, cells } = this.#columns[cell] as IndexedColumn;
      const start = starts[cell] as number;
      const end = ends[cell] as number;
      if (start === end) {
        tally.countEmpty(row, this.#line);
        cells?.addEmpty();
        continue;
      }
      const index = values.indexOf(bytes, start, end, hashes[cell] as number);
      tally.count(index, row, this.#line);
      if (index >= 0) cells?.add(index);
      else cells?.addOther(bytes, start, end);
    }
  }
}

/** Whether bytes[0, end) are UTF-8 without a NUL, as far as a chunk can tell: no record ends within the characters left out. */
function isText(bytes: Buffer, end: number, last: boolean): boolean {
  let known = end;
  if (!last) while (known > 0 && (bytes[known - 1] as number) >= 0x80) known--;
  const text = bytes.subarray(0, known);
  return isUtf8(text) && !text.includes(0);
}

/** Whether a record of one cell is a line of nothing but ASCII white space, which readRows skips as well. */
function isBlankLine(bytes: Buffer, from: number, next: number): boolean {
  for (let i = from; i < next; i++) {
    const byte = bytes[i] as number;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}
