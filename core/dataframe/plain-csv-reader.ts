import { isUtf8 } from 'node:buffer';
import { CsvScanner, INCOMPLETE, ODD } from './csv-scanner.ts';

/** Longer records, which are hardly honest, and wider ones are left to readRows. In bytes, and in cells. */
export const MAX_RECORD = 256 * 1024;
const MAX_COLUMNS = 1000;

/** What `take` says in place of a position: no more records are wanted. */
export const ENOUGH = -3;

/** The record at hand, which is bytes[from, to); its cells are in the scanner. */
export interface PlainRecord {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  readonly scanner: CsvScanner;
  /** Counted from 1 after the header, which is 0. */
  readonly row: number;
  /** Line on which it starts, counted from 1. */
  readonly line: number;
}

/** What is done with the records of a CSV file, the header and then every row; returns whether more are wanted. */
export type VisitRecord = (record: PlainRecord) => boolean;

/** Takes the bytes of a CSV file apart into records, as long as nothing is wrong with them. */
export class PlainCsvReader implements PlainRecord {
  readonly scanner = new CsvScanner();
  bytes: Buffer = Buffer.alloc(0);
  from = 0;
  to = 0;
  row = -1;
  line = 1;
  readonly #visit: VisitRecord;
  #columns = 0;

  constructor(visit: VisitRecord) {
    this.#visit = visit;
  }

  /** Visits the complete records in bytes[0, end) and returns where the next one starts, ODD, or ENOUGH. */
  take(bytes: Buffer, end: number, last: boolean): number {
    if (!isText(bytes, end, last)) return ODD;
    this.bytes = bytes;
    let from = 0;
    while (from < end) {
      const to = this.scanner.next(bytes, from, end, last);
      if (to === INCOMPLETE) break;
      if (to === ODD || to - from > MAX_RECORD) return ODD;
      this.from = from;
      this.to = to;
      const { breaks } = this.scanner;
      if (this.scanner.cells === 1) {
        if (!isBlankLine(bytes, from, to)) return ODD;
      } else {
        if (!this.#isEven()) return ODD;
        this.row++;
        if (!this.#visit(this)) return ENOUGH;
      }
      this.line += 1 + breaks;
      from = to;
    }
    return from;
  }

  /** Whether the record has as many cells as the first, which may have any number of them. */
  #isEven(): boolean {
    const { cells } = this.scanner;
    if (this.#columns === 0 && cells <= MAX_COLUMNS) this.#columns = cells;
    return cells === this.#columns;
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
function isBlankLine(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte !== 0x20 && (byte < 0x09 || byte > 0x0d)) return false;
  }
  return true;
}
