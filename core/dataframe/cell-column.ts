import { MAX_DISTINCT_VALUES } from './column-tally.ts';
import { TextList, type TextParts } from './text-list.ts';

export type Codes = Uint8Array | Uint16Array | Uint32Array;

export interface CellParts {
  readonly codes: Codes;
  readonly texts: TextParts;
}

/**
 * The cells of one column in a few bytes each: a number for every value that the index keeps, and the text of every other. Made row by row; ragged
 * rows have no cell.
 */
export class CellColumn {
  /** Cells so far. */
  length = 0;
  /** The kept values of the column, in order of first appearance; grows with it. */
  readonly values: readonly string[];
  /** 0: empty; n: the n-th of the values; beyond MAX_DISTINCT_VALUES: the next of the other texts. */
  #codes: Codes = new Uint8Array(1024);
  #largest = 0xff;
  #others = new TextList();

  constructor(values: readonly string[]) {
    this.values = values;
  }

  /** The arrays of which a column is made. */
  get parts(): CellParts {
    return { codes: this.#codes.subarray(0, this.length), texts: this.#others.parts };
  }

  /** A column of the parts of another, which nothing more is added to. */
  static of(values: readonly string[], { codes, texts }: CellParts): CellColumn {
    const column = new CellColumn(values);
    column.#codes = codes;
    column.#others = TextList.of(texts);
    column.length = codes.length;
    return column;
  }

  addEmpty(): void {
    this.#add(0);
  }

  /** @param index Of the cell's value among the values. */
  add(index: number): void {
    this.#add(index + 1);
  }

  /** Adds a cell whose value is not kept: bytes[start, end), in UTF-8. */
  addOther(bytes: Buffer, start: number, end: number): void {
    this.#others.add(bytes, start, end);
    this.#add(MAX_DISTINCT_VALUES + this.#others.length);
  }

  /** @returns 0 for an empty cell, n for one with the n-th of the values, more than there are values for every other. */
  code(row: number): number {
    return this.#codes[row] as number;
  }

  /** @param row Counted from 0, without the ragged ones. */
  text(row: number): string {
    const code = this.code(row);
    if (code === 0) return '';
    const other = code - MAX_DISTINCT_VALUES - 1;
    if (other < 0) return this.values[code - 1] as string;
    return this.#others.text(other);
  }

  #add(code: number): void {
    if (code > this.#largest || this.length === this.#codes.length) this.#grow(code);
    this.#codes[this.length++] = code;
  }

  #grow(code: number): void {
    while (code > this.#largest) this.#largest = this.#largest === 0xff ? 0xffff : 0xffffffff;
    const length = this.length === this.#codes.length ? 2 * this.length : this.#codes.length;
    const Codes = this.#largest === 0xff ? Uint8Array : this.#largest === 0xffff ? Uint16Array : Uint32Array;
    this.#codes = copied(this.#codes, new Codes(length));
  }
}

function copied<T extends Codes>(from: ArrayLike<number>, to: T): T {
  to.set(from);
  return to;
}
