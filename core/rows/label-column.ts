import type { CellColumn } from '../dataframe/cell-column.ts';

const EMPTY = -1;
const UNKNOWN = -2;

/** One column's labels, row by row. */
export class LabelColumn {
  readonly #column: CellColumn | undefined;
  readonly #indexOf: ReadonlyMap<string, number>;
  /** By the column's code. */
  readonly #byCode: Int32Array;

  /** @param column undefined: the dataframe lacks it, which reads like empty cells. */
  constructor(column: CellColumn | undefined, labels: readonly string[]) {
    this.#column = column;
    this.#indexOf = new Map(labels.map((label, index) => [label, index]));
    this.#byCode = Int32Array.from([EMPTY, ...(column?.values ?? []).map((value) => this.#labelOf(value))]);
  }

  /** How many labels there are. */
  get size(): number {
    return this.#indexOf.size;
  }

  /** Index of the label at a place; below 0 for an empty cell or a text that is no label. */
  at(place: number): number {
    if (!this.#column) return EMPTY;
    return this.#byCode[this.#column.code(place)] ?? this.#labelOf(this.#column.text(place));
  }

  /** Whether the cell holds a label. */
  has(place: number): boolean {
    return this.at(place) >= 0;
  }

  /** Whether the cell holds a label or nothing. */
  isKnown(place: number): boolean {
    return this.at(place) !== UNKNOWN;
  }

  #labelOf(text: string): number {
    return this.#indexOf.get(text) ?? UNKNOWN;
  }
}
