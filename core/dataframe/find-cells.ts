import type { Range } from '../../schemas/types/finding.ts';
import type { ReadOptions } from './read-text.ts';
import { type PlacedRow, type RowVisitor, visitRows } from './visit-rows.ts';

/** A cell of a dataframe, where a CSV file writes it. */
export interface FoundCell {
  /** Counted from 1 after the header, which is 0. */
  readonly row: number;
  /** Of the whole cell with its quotes. */
  readonly range: Range;
  readonly text: string;
}

/** Cells of a column, the first of that name. */
export interface CellsWanted {
  readonly column: string;
  /** Those that hold one of these texts; default: any. */
  readonly values?: { has(text: string): boolean };
  /** Those in one of these rows; default: any. */
  readonly rows?: ReadonlySet<number>;
}

export interface FindOptions extends ReadOptions {
  /** So many cells at most, of each column that is asked for. */
  readonly limit?: number;
  /** Whether the cell that names the column, row 0, comes first. */
  readonly header?: boolean;
}

/**
 * The cells of a CSV file that are wanted, in file order; none of a Parquet file, of one that cannot be read, and of ragged rows. Throws only the
 * signal's reason.
 */
export async function findCells(file: string, what: CellsWanted, options: FindOptions = {}): Promise<FoundCell[]> {
  const [found = []] = await findCellsOfEach(file, [what], options);
  return found;
}

/** The same for several wishes, each with its own list, in one pass over the file. */
export async function findCellsOfEach(
  file: string,
  wanted: readonly CellsWanted[],
  options: FindOptions = {},
): Promise<FoundCell[][]> {
  const { searches } = await visitRows(file, () => new Searches(wanted, options), options);
  return searches.map(({ found }) => found);
}

class Searches implements RowVisitor {
  readonly searches: readonly Search[];

  constructor(wanted: readonly CellsWanted[], options: FindOptions) {
    this.searches = wanted.map((what) => new Search(what, options));
  }

  visit(row: PlacedRow): boolean {
    for (const search of this.searches) search.visit(row);
    return this.searches.some(({ isOver }) => !isOver);
  }
}

class Search {
  readonly found: FoundCell[] = [];
  readonly #what: CellsWanted;
  readonly #limit: number;
  readonly #wantsHeader: boolean;
  /** After which no more are wanted. */
  readonly #lastRow: number;
  #column: number | undefined;
  #isPast = false;

  constructor(what: CellsWanted, { limit = Number.POSITIVE_INFINITY, header = false }: FindOptions) {
    this.#what = what;
    this.#limit = limit;
    this.#wantsHeader = header;
    this.#lastRow = what.rows ? Math.max(0, ...what.rows) : Number.POSITIVE_INFINITY;
  }

  /** Whether no further row holds more. */
  get isOver(): boolean {
    return this.#isPast || this.#column === undefined || this.found.length >= this.#limit;
  }

  visit(row: PlacedRow): void {
    if (row.row === 0) this.#column = columnNamed(this.#what.column, row);
    const column = this.#column;
    this.#isPast = row.row >= this.#lastRow;
    if (column === undefined || this.found.length >= this.#limit) return;
    if (row.row === 0 ? !this.#wantsHeader : this.#what.rows?.has(row.row) === false) return;
    const text = row.text(column);
    if (row.row > 0 && this.#what.values?.has(text) === false) return;
    this.found.push({ row: row.row, range: row.range(column), text });
  }
}

/** The first column of the name. */
function columnNamed(name: string, header: PlacedRow): number | undefined {
  for (let column = 0; column < header.columns; column++) if (header.text(column) === name) return column;
  return undefined;
}
