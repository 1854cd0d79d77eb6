import type { CellColumn } from '../dataframe/cell-column.ts';
import { type ImagePaths, imagePaths } from '../dataframe/image-paths.ts';
import type { IndexedCells } from '../dataframe/indexed-cells.ts';

/**
 * The rows of a dataframe with their images. A row's place counts from 0 and leaves out the ragged rows, which have no cells; its number counts them,
 * from 1.
 */
export class RowTable {
  /** Rows that are not ragged. */
  readonly length: number;
  readonly #images: CellColumn;
  readonly #paths: ImagePaths;
  /** How many cells stand before each ragged row, in ascending order. */
  readonly #ragged: readonly number[];

  constructor({ index, ragged }: IndexedCells, images: CellColumn, root: string) {
    this.length = index.rows;
    this.#images = images;
    this.#paths = imagePaths(root, index.file);
    this.#ragged = ragged.map((row, before) => row - 1 - before);
  }

  hasImage(place: number): boolean {
    return this.#images.code(place) !== 0;
  }

  /** As the dataframe spells it. */
  imageText(place: number): string {
    return this.#images.text(place);
  }

  /** Absolute path. */
  image(place: number): string {
    return this.#paths.resolve(this.imageText(place));
  }

  /** Whether the row may name one of the files, should they come or go. */
  mayName(place: number, files: ReadonlySet<string>): boolean {
    return this.hasImage(place) && this.#paths.candidates(this.imageText(place)).some((file) => files.has(file));
  }

  /** Folders of images may have come or gone. */
  lookAgain(): void {
    this.#paths.lookAgain();
  }

  /** The row's number. */
  row(place: number): number {
    return place + 1 + countUpTo(this.#ragged, place);
  }
}

/** How many of the ascending numbers are at most the limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
