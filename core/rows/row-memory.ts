import type { Config } from '../../schemas/types/config.ts';
import type { IndexedCells } from '../dataframe/indexed-cells.ts';
import { Recent } from './recent.ts';
import { type KnownImages, RowKnowledge } from './row-knowledge.ts';
import { RowTable } from './row-table.ts';

/** More image columns than anybody works with at a time. */
const IMAGES_KEPT = 4;

/** What is known of the rows of dataframes, for as long as their cells are kept; what is known of their images also when rows change. */
export class RowMemory {
  readonly #known = new WeakMap<IndexedCells, Map<string, RowKnowledge>>();
  readonly #images = new Recent<KnownImages>(IMAGES_KEPT);

  /** undefined: the dataframe lacks the image column. */
  of(read: IndexedCells, { model }: Config, root: string): RowKnowledge | undefined {
    const images = read.cells.get(model.paths);
    if (!images) return undefined;
    const byImages = this.#known.get(read) ?? new Map<string, RowKnowledge>();
    this.#known.set(read, byImages);
    const key = JSON.stringify([read.index.file, root, model.paths]);
    const known = byImages.get(key) ?? new RowKnowledge(new RowTable(read, images, root), this.#imagesOf(key));
    byImages.set(key, known);
    return known;
  }

  /** These files changed: what is in them is looked at again. */
  forgetImages(files: readonly string[]): void {
    for (const { latest } of this.#images.values()) latest?.forget(files);
  }

  #imagesOf(key: string): KnownImages {
    return this.#images.get(key) ?? this.#images.set(key, { latest: undefined });
  }
}
