import type { Column, Row, ValueCount } from './dataframe.ts';
import type { HeaderCell } from './read-rows.ts';

/** More labels than any task has; a column of paths goes beyond and is only counted in part. */
export const MAX_DISTINCT_VALUES = 10_000;

/** Enough to show where a value stands. */
const FIRST_ROWS = 5;

/** Counts the cells of one column. Which value a cell has its reader knows, by the value's index in order of first appearance. */
export class ColumnTally {
  readonly #empty: Counter = { count: 0, first: [] };
  readonly #counters: Counter[] = [];
  #complete = true;

  countEmpty(row: number, line: number | undefined): void {
    countIn(this.#empty, row, line);
  }

  /** @param index At most the number of values so far; -1 for a value that is not kept. */
  count(index: number, row: number, line: number | undefined): void {
    if (index < 0) {
      this.#complete = false;
      return;
    }
    if (index === this.#counters.length) this.#counters.push({ count: 0, first: [] });
    countIn(this.#counters[index] as Counter, row, line);
  }

  /** @param values Those that were counted, by index. */
  column({ name, range }: HeaderCell, values: Iterable<string>): Column {
    const counts = new Map<string, ValueCount>();
    for (const value of values) counts.set(value, countsNow(this.#counters[counts.size] as Counter));
    const empty = countsNow(this.#empty);
    return { name, ...(range && { header: range }), empty, values: counts, complete: this.#complete };
  }
}

/** A ValueCount in the making. */
interface Counter extends ValueCount {
  count: number;
  readonly first: Pick<Row, 'row' | 'line'>[];
}

/** The counts as they are, whatever is counted later. */
const countsNow = ({ count, first }: Counter): ValueCount => ({ count, first: [...first] });

function countIn(counter: Counter, row: number, line: number | undefined): void {
  counter.count += 1;
  if (counter.first.length < FIRST_ROWS) counter.first.push(line === undefined ? { row } : { row, line });
}
