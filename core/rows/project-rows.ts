import type { Config } from '../../schemas/types/config.ts';
import { tasksOf } from '../config/tasks.ts';
import type { Column, DataframeIndex, Sample } from '../dataframe/dataframe.ts';
import type { IndexedCells } from '../dataframe/indexed-cells.ts';
import { ROWS_PER_SLICE, type Slices } from '../slices.ts';
import type { LabelledRows } from '../split/labelled-rows.ts';
import { PARTS } from '../split/parts.ts';
import { LabelColumn } from './label-column.ts';
import type { RowTable } from './row-table.ts';
import { TableSample } from './table-sample.ts';

/** The columns that a config reads of its dataframe row by row. */
export function neededColumns({ model }: Config): ReadonlySet<string> {
  const { paths, split_method, split_column, target_encoder } = model;
  return new Set([paths, ...Object.keys(target_encoder), ...(split_method === 'column' ? [split_column] : [])]);
}

interface LabelledColumn {
  readonly name: string;
  readonly labels: readonly string[];
  /** Whether a row may have an empty cell. */
  readonly mayBeEmpty: boolean;
  readonly cells: LabelColumn;
}

/** The rows of a dataframe as a config reads them. A missing task column reads like empty cells: no labels. */
export class ProjectRows {
  readonly table: RowTable;
  readonly #index: DataframeIndex;
  readonly #tasks: readonly LabelledColumn[];
  /** split_column, for split_method column. */
  readonly #part: LabelledColumn | undefined;

  constructor(table: RowTable, { index, cells }: IndexedCells, config: Config) {
    const { split_method, split_column: name } = config.model;
    this.table = table;
    this.#index = index;
    this.#tasks = tasksOf(config).map(({ task, labels }) => {
      return { name: task, labels, mayBeEmpty: true, cells: new LabelColumn(cells.get(task), labels) };
    });
    if (split_method === 'column') {
      this.#part = { name, labels: PARTS, mayBeEmpty: false, cells: new LabelColumn(cells.get(name), PARTS) };
    }
  }

  /** Per task in target_encoder order. */
  get labels(): readonly LabelColumn[] {
    return this.#tasks.map(({ cells }) => cells);
  }

  /**
   * Whether training can use the row: it has an image, no text that is no label, and a part where split_method is column.
   */
  isUsable(place: number): boolean {
    return this.table.hasImage(place) && this.#isUnderstood(place);
  }

  /**
   * Whether every label and part is a known one. Rows that an unknown one leaves out come back when that error is mended: until then a split
   * would only give rise to findings that are not true.
   */
  *areUnderstood(): Slices<boolean> {
    const columns = this.#part ? [...this.#tasks, this.#part] : this.#tasks;
    const all = columns.map((column) =>
      allKnown(
        column,
        this.#index.columns.find(({ name }) => name === column.name),
      ),
    );
    if (all.includes(false)) return false;
    if (!all.includes(undefined)) return true;
    for (let place = 0; place < this.table.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (!this.#isUnderstood(place)) return false;
    }
    return true;
  }

  /** The rows that training can use. */
  *usable(): Slices<UsableRows> {
    const places = new Uint32Array(this.table.length);
    let count = 0;
    for (let place = 0; place < this.table.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (this.isUsable(place)) places[count++] = place;
    }
    return new UsableRows(this, places.subarray(0, count), this.#part?.cells);
  }

  #isUnderstood(place: number): boolean {
    return this.#tasks.every(({ cells }) => cells.isKnown(place)) && (this.#part?.cells.has(place) ?? true);
  }
}

/** Whether the rows have no other text than labels; undefined where the index does not tell. */
function allKnown({ labels, mayBeEmpty }: LabelledColumn, column: Column | undefined): boolean | undefined {
  if (!column) return mayBeEmpty;
  if (column.empty.count > 0 && !mayBeEmpty) return false;
  const known = new Set(labels);
  for (const value of column.values.keys()) if (!known.has(value)) return false;
  return column.complete ? true : undefined;
}

/** The rows that training can use, in file order. */
export class UsableRows {
  readonly places: Uint32Array;
  readonly #rows: ProjectRows;
  readonly #part: LabelColumn | undefined;

  constructor(rows: ProjectRows, places: Uint32Array, part: LabelColumn | undefined) {
    this.places = places;
    this.#rows = rows;
    this.#part = part;
  }

  /** What a split looks at. */
  *labelled(): Slices<LabelledRows> {
    const { length } = this.places;
    const labels: (Int16Array | Int32Array)[] = [];
    for (const column of this.#rows.labels) {
      const Labels = column.size < 2 ** 15 ? Int16Array : Int32Array;
      labels.push(yield* this.#gathered(new Labels(length), column));
    }
    const parts = this.#part && (yield* this.#gathered(new Uint8Array(length), this.#part));
    return { length, labels, ...(parts && { parts }) };
  }

  /** The rows as training sees them. */
  samples(): Sample[] {
    const { table, labels } = this.#rows;
    return Array.from(this.places, (place) => {
      const part = this.#part && (PARTS[this.#part.at(place)] as Sample['part']);
      return new TableSample({ table, labels }, place, part);
    });
  }

  *#gathered<Labels extends Int16Array | Int32Array | Uint8Array>(to: Labels, column: LabelColumn): Slices<Labels> {
    for (const [index, place] of this.places.entries()) {
      if (index % ROWS_PER_SLICE === 0) yield;
      to[index] = column.at(place);
    }
    return to;
  }
}
