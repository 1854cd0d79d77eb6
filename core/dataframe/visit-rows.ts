import type { Position, Range } from '../../schemas/types/finding.ts';
import { fileFormat } from './file-format.ts';
import type { PlainRecord } from './plain-csv-reader.ts';
import { lineBreaks } from './positions.ts';
import { type HeaderCell, type RangesOf, readRows } from './read-rows.ts';
import type { ReadOptions } from './read-text.ts';
import { scanPlainCsv } from './scan-plain-csv.ts';

/** The header of a CSV file, or one of its rows, and where its cells stand. It lasts as long as the visit. */
export interface PlacedRow {
  /** Counted from 1 after the header, which is 0. */
  readonly row: number;
  readonly columns: number;
  /** Lines on which it starts and ends, counted from 1. */
  readonly line: number;
  readonly lastLine: number;
  text(column: number): string;
  /** Where the cell is written, quotes included. */
  range(column: number): Range;
}

export interface RowVisitor {
  /** Returns whether further rows are wanted. */
  visit(row: PlacedRow): boolean;
}

/**
 * Visits the header and the rows of a CSV file, those that readRows gives, as long as they are wanted. A Parquet file, and one that cannot be read, has
 * none. Throws only the signal's reason.
 * @param begin Makes the visitor; another one, and this counts, where something is wrong with the file and it must be read more slowly.
 */
export async function visitRows<Visitor extends RowVisitor>(
  file: string,
  begin: () => Visitor,
  options: ReadOptions = {},
): Promise<Visitor> {
  options.signal?.throwIfAborted();
  const quick = begin();
  if ((await fileFormat(file, options)) !== 'text') return quick;
  if (await scanPlainCsv(file, (record) => quick.visit(new RowOfBytes(record)), options)) return quick;
  const slow = begin();
  for await (const row of placedRows(file, options)) if (!slow.visit(row)) break;
  return slow;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;

class RowOfBytes implements PlacedRow {
  readonly #record: PlainRecord;

  constructor(record: PlainRecord) {
    this.#record = record;
  }

  get row(): number {
    return this.#record.row;
  }

  get columns(): number {
    return this.#record.scanner.cells;
  }

  get line(): number {
    return this.#record.line;
  }

  get lastLine(): number {
    return this.#record.line + this.#record.scanner.breaks;
  }

  text(column: number): string {
    const { bytes, scanner } = this.#record;
    const text = bytes.toString('utf8', scanner.starts[column], scanner.ends[column]);
    return scanner.doubled ? text.replaceAll('""', '"') : text;
  }

  range(column: number): Range {
    const { bytes, from, line, scanner } = this.#record;
    let start = scanner.starts[column] as number;
    let end = scanner.ends[column] as number;
    if (start > from && bytes[start - 1] === QUOTE) {
      start--;
      end++;
    }
    const startPosition = this.#walk(from, start, { line, column: 1 });
    return { start: startPosition, end: this.#walk(start, end, startPosition) };
  }

  /** The position at the offset `to`, which is not within a line break, from that at `from`. */
  #walk(from: number, to: number, { line, column }: Position): Position {
    const { bytes } = this.#record;
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number;
      if (byte === LF || (byte === CR && bytes[i + 1] !== LF)) {
        line++;
        column = 1;
      } else if (byte >= 0xf0) column += 2;
      else if (byte < 0x80 || byte >= 0xc0) column++;
    }
    return { line, column };
  }
}

async function* placedRows(file: string, options: ReadOptions): AsyncGenerator<PlacedRow, void, undefined> {
  for await (const part of readRows(file, options)) {
    if ('header' in part) yield placedHeader(part.header);
    else if ('rows' in part && part.rangesOf) {
      for (const { row, line = 1, cells } of part.rows) yield placedRow(row, line, cells, part.rangesOf);
    }
  }
}

function placedHeader(header: readonly HeaderCell[]): PlacedRow {
  const range = (column: number) => header[column]?.range as Range;
  return {
    row: 0,
    columns: header.length,
    line: range(0).start.line,
    lastLine: range(header.length - 1).end.line,
    text: (column) => header[column]?.name as string,
    range,
  };
}

function placedRow(row: number, line: number, cells: readonly string[], rangesOf: RangesOf): PlacedRow {
  return {
    row,
    columns: cells.length,
    line,
    get lastLine() {
      return cells.reduce((last, cell) => last + lineBreaks(cell), line);
    },
    text: (column) => cells[column] as string,
    range: (column) => rangesOf({ row, line, cells })[column] as Range,
  };
}
