import { resolve } from 'node:path';
import { CellColumn } from './cell-column.ts';
import { ColumnTally, MAX_DISTINCT_VALUES } from './column-tally.ts';
import type { Column, DataframeIndex, DataframeProblem, Row } from './dataframe.ts';
import { fileFormat } from './file-format.ts';
import { indexPlainCsv } from './index-plain-csv.ts';
import { firstByName, type IndexedCells, type IndexOptions } from './indexed-cells.ts';
import { type DataframePart, type HeaderCell, readRows } from './read-rows.ts';
import type { ReadOptions } from './read-text.ts';

/**
 * What one pass over a dataframe learns. A missing, binary or otherwise broken file is a problem of the index. Throws only the signal's reason.
 */
export async function indexDataframe(file: string, options: ReadOptions = {}): Promise<DataframeIndex> {
  return (await indexCells(file, options)).index;
}

/** What indexDataframe learns, and the cells of some columns, in memory of a few bytes a cell. Throws only the signal's reason. */
export async function indexCells(file: string, options: IndexOptions = {}): Promise<IndexedCells> {
  options.signal?.throwIfAborted();
  const plain = (await fileFormat(file, options)) === 'text' ? await indexPlainCsv(file, options) : undefined;
  return plain ?? indexRows(file, options);
}

/** The same of the rows that readRows yields, which decides what a row is and says what is wrong. */
export async function indexRows(file: string, options: IndexOptions = {}): Promise<IndexedCells> {
  const indexer = new RowIndexer(file, options);
  for await (const part of readRows(file, options)) indexer.add(part);
  return indexer.result();
}

class RowIndexer {
  readonly #file: string;
  readonly #options: IndexOptions;
  readonly #problems: DataframeProblem[] = [];
  readonly #ragged: number[] = [];
  #columns: ColumnCounter[] = [];
  #rows = 0;

  constructor(file: string, options: IndexOptions) {
    this.#file = resolve(file);
    this.#options = options;
  }

  add(part: DataframePart): void {
    if ('problem' in part) this.#problems.push(part.problem);
    else if ('header' in part) this.#columns = part.header.map((cell) => new ColumnCounter(cell, this.#options));
    else for (const row of part.rows) this.#count(row);
  }

  result(): IndexedCells {
    const index = {
      file: this.#file,
      rows: this.#rows,
      columns: this.#columns.map((counter) => counter.column()),
      problems: this.#problems,
    };
    return { index, cells: firstByName(this.#columns), ragged: this.#ragged };
  }

  #count(row: Row): void {
    this.#rows += 1;
    while (this.#rows + this.#ragged.length < row.row) this.#ragged.push(this.#rows + this.#ragged.length);
    for (const [index, counter] of this.#columns.entries()) counter.count(row.cells[index] as string, row);
  }
}

class ColumnCounter {
  readonly name: string;
  /** Whether the cells are wanted whatever they hold. */
  readonly #wanted: boolean;
  cells: CellColumn | undefined;
  readonly #header: HeaderCell;
  readonly #tally = new ColumnTally();
  readonly #values: string[] = [];
  readonly #indices = new Map<string, number>();

  constructor(header: HeaderCell, { keeps, keepsLabels }: IndexOptions) {
    this.name = header.name;
    this.#header = header;
    this.#wanted = keeps?.(header.name) ?? false;
    if (this.#wanted || keepsLabels) this.cells = new CellColumn(this.#values);
  }

  count(cell: string, { row, line }: Row): void {
    if (cell === '') {
      this.#tally.countEmpty(row, line);
      this.cells?.addEmpty();
      return;
    }
    const index = this.#indexOf(cell);
    this.#tally.count(index, row, line);
    if (index >= 0) this.cells?.add(index);
    else if (!this.#wanted) this.cells = undefined;
    else this.cells?.addOther(Buffer.from(cell), 0, Buffer.byteLength(cell));
  }

  column(): Column {
    return this.#tally.column(this.#header, this.#values);
  }

  #indexOf(value: string): number {
    const known = this.#indices.get(value);
    if (known !== undefined) return known;
    const index = this.#values.length;
    if (index === MAX_DISTINCT_VALUES) return -1;
    this.#indices.set(value, index);
    this.#values.push(value);
    return index;
  }
}
