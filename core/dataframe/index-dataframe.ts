import { resolve } from 'node:path';
import { ColumnTally, MAX_DISTINCT_VALUES } from './column-tally.ts';
import type { Column, DataframeIndex, DataframeProblem, Row } from './dataframe.ts';
import { fileFormat } from './file-format.ts';
import { indexPlainCsv } from './index-plain-csv.ts';
import { type DataframePart, type HeaderCell, readRows } from './read-rows.ts';
import type { ReadOptions } from './read-text.ts';

/**
 * What one pass over a dataframe learns. A missing, binary or otherwise broken file is a problem of the index. Throws only the signal's reason.
 */
export async function indexDataframe(file: string, options: ReadOptions = {}): Promise<DataframeIndex> {
  options.signal?.throwIfAborted();
  const plain = (await fileFormat(file)) === 'text' ? await indexPlainCsv(file, options) : undefined;
  return plain ?? indexRows(file, options);
}

/** The same of the rows that readRows yields, which decides what a row is and says what is wrong. */
export async function indexRows(file: string, options: ReadOptions = {}): Promise<DataframeIndex> {
  const indexer = new DataframeIndexer(file);
  for await (const part of readRows(file, options)) indexer.add(part);
  return indexer.index();
}

/** Builds the index of the parts that readRows yields. */
export class DataframeIndexer {
  readonly #file: string;
  readonly #problems: DataframeProblem[] = [];
  #columns: ColumnCounter[] = [];
  #rows = 0;

  constructor(file: string) {
    this.#file = resolve(file);
  }

  add(part: DataframePart): void {
    if ('problem' in part) this.#problems.push(part.problem);
    else if ('header' in part) this.#columns = part.header.map((cell) => new ColumnCounter(cell));
    else for (const row of part.rows) this.#count(row);
  }

  index(): DataframeIndex {
    return {
      file: this.#file,
      rows: this.#rows,
      columns: this.#columns.map((counter) => counter.column()),
      problems: this.#problems,
    };
  }

  #count(row: Row): void {
    this.#rows += 1;
    for (const [index, counter] of this.#columns.entries()) counter.count(row.cells[index] as string, row);
  }
}

class ColumnCounter {
  readonly #header: HeaderCell;
  readonly #tally = new ColumnTally();
  readonly #indices = new Map<string, number>();

  constructor(header: HeaderCell) {
    this.#header = header;
  }

  count(cell: string, { row, line }: Row): void {
    if (cell === '') this.#tally.countEmpty(row, line);
    else this.#tally.count(this.#indexOf(cell), row, line);
  }

  column(): Column {
    return this.#tally.column(this.#header, this.#indices.keys());
  }

  #indexOf(value: string): number {
    const known = this.#indices.get(value);
    if (known !== undefined) return known;
    const index = this.#indices.size;
    if (index === MAX_DISTINCT_VALUES) return -1;
    this.#indices.set(value, index);
    return index;
  }
}
