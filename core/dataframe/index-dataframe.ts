import { resolve } from 'node:path';
import type { Range } from '../../schemas/types/finding.ts';
import type { Column, DataframeIndex, DataframeProblem, Row, ValueCount } from './dataframe.ts';
import { type DataframePart, readRows } from './read-rows.ts';
import type { ReadOptions } from './read-text.ts';

/** More labels than any task has; a column of paths goes beyond and is only counted in part. */
export const MAX_DISTINCT_VALUES = 10_000;

/** Enough to show where a value stands. */
const FIRST_ROWS = 5;

/**
 * What one pass over a dataframe learns. A missing, binary or otherwise broken file is a problem of the index. Throws only the signal's reason.
 */
export async function indexDataframe(file: string, options: ReadOptions = {}): Promise<DataframeIndex> {
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
    else if ('header' in part) this.#columns = part.header.map(({ name, range }) => new ColumnCounter(name, range));
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
  readonly #name: string;
  readonly #header: Range | undefined;
  readonly #empty: Counter = { count: 0, first: [] };
  readonly #values = new Map<string, Counter>();
  #complete = true;

  constructor(name: string, header: Range | undefined) {
    this.#name = name;
    this.#header = header;
  }

  count(cell: string, row: Row): void {
    const counter = cell === '' ? this.#empty : this.#counterOf(cell);
    if (!counter) return;
    counter.count += 1;
    if (counter.first.length < FIRST_ROWS) counter.first.push(placeOf(row));
  }

  column(): Column {
    return {
      name: this.#name,
      ...(this.#header && { header: this.#header }),
      empty: this.#empty,
      values: this.#values,
      complete: this.#complete,
    };
  }

  #counterOf(value: string): Counter | undefined {
    const known = this.#values.get(value);
    if (known) return known;
    if (this.#values.size === MAX_DISTINCT_VALUES) {
      this.#complete = false;
      return undefined;
    }
    const counter = { count: 0, first: [] };
    this.#values.set(value, counter);
    return counter;
  }
}

/** A ValueCount in the making. */
interface Counter extends ValueCount {
  count: number;
  readonly first: ReturnType<typeof placeOf>[];
}

const placeOf = ({ row, line }: Row): Pick<Row, 'row' | 'line'> => (line === undefined ? { row } : { row, line });
