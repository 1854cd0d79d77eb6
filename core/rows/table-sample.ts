import type { Sample } from '../dataframe/dataframe.ts';
import type { LabelColumn } from './label-column.ts';
import type { RowTable } from './row-table.ts';

/** What the samples of one dataframe have in common. */
export interface SampleSource {
  readonly table: RowTable;
  /** Per task in target_encoder order. */
  readonly labels: readonly LabelColumn[];
}

/** A sample that reads its cells where they are kept, so that a million take little memory. */
export class TableSample implements Sample {
  readonly part?: 'train' | 'val' | 'test';
  readonly #source: SampleSource;
  readonly #place: number;

  constructor(source: SampleSource, place: number, part: Sample['part']) {
    if (part) this.part = part;
    this.#source = source;
    this.#place = place;
  }

  get row(): number {
    return this.#source.table.row(this.#place);
  }

  get image(): string {
    return this.#source.table.image(this.#place);
  }

  get imageText(): string {
    return this.#source.table.imageText(this.#place);
  }

  get labels(): readonly number[] {
    return this.#source.labels.map((column) => column.at(this.#place));
  }
}
