import { relative, sep } from 'node:path';
import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import type { Garment } from '../deepfashion/deepfashion.ts';
import { PartMemory } from '../deepfashion/part-memory.ts';
import { ImageHeaders } from '../images/image-headers.ts';
import { Recent } from '../rows/recent.ts';
import { garmentsToModel } from './selection.ts';

/** More folders of images than anybody prepares at a time. */
const FOLDERS_KEPT = 2;

/** What checks of datasets read, kept for the checks that follow. */
export class DatasetMemory {
  readonly parts = new PartMemory();
  readonly #modelled = new WeakMap<readonly Garment[], { groups: string; modelled: readonly Garment[] }>();
  readonly #headers = new Recent<{ readonly folder: string; readonly headers: ImageHeaders }>(FOLDERS_KEPT);

  /** Those to model: the same list while both garments and groups are the same. */
  modelled(garments: readonly Garment[], config: DatasetConfig): readonly Garment[] {
    const groups = JSON.stringify(config.categories);
    const known = this.#modelled.get(garments);
    if (known?.groups === groups) return known.modelled;
    const modelled = garmentsToModel(garments, config);
    this.#modelled.set(garments, { groups, modelled });
    return modelled;
  }

  /** What is known of the images below a folder. @param folder Absolute path. */
  headersIn(folder: string): ImageHeaders {
    const known = this.#headers.get(folder) ?? this.#headers.set(folder, { folder, headers: new ImageHeaders(folder) });
    return known.headers;
  }

  /** These files changed, by their absolute paths: what is in them is looked at again. */
  forgetImages(files: Iterable<string>): void {
    const changed = [...files];
    for (const { folder, headers } of this.#headers.values()) {
      headers.forget(changed.map((file) => relative(folder, file).split(sep).join('/')));
    }
  }
}
