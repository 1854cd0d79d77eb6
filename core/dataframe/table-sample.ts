import type { CellColumn } from './cell-column.ts';
import type { Sample } from './dataframe.ts';

/** What the samples of one dataframe have in common. */
export interface SampleSource {
  readonly images: CellColumn;
  readonly imagePath: (path: string) => string;
  /** Per task in target_encoder order: the label at a place, -1 for none, undefined for a text that is no label. */
  readonly tasks: readonly ((place: number) => number | undefined)[];
}

/** A sample that reads its cells where they are kept, so that a million take little memory. */
export class TableSample implements Sample {
  readonly row: number;
  readonly part?: 'train' | 'val' | 'test';
  readonly #source: SampleSource;
  /** Of its cells in the kept columns. */
  readonly #place: number;

  constructor(source: SampleSource, place: number, row: number, part: Sample['part']) {
    this.row = row;
    if (part) this.part = part;
    this.#source = source;
    this.#place = place;
  }

  get image(): string {
    return this.#source.imagePath(this.imageText);
  }

  get imageText(): string {
    return this.#source.images.text(this.#place);
  }

  get labels(): readonly number[] {
    return this.#source.tasks.map((labelAt) => labelAt(this.#place) as number);
  }
}
