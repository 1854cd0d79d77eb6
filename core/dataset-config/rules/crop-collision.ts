import type { DatasetConfig } from '../../../schemas/types/dataset-config.ts';
import type { Garment } from '../../deepfashion/deepfashion.ts';
import { cropName, cropPath } from '../../deepfashion/image-files.ts';
import { firstFew, quote } from '../../findings/words.ts';
import { ROWS_PER_SLICE, type Slices } from '../../slices.ts';
import { counted } from '../../words.ts';
import { at, type DatasetRule, lineOf } from '../dataset-rule.ts';

/** No two garments are cropped to one file: one would train with the other's crop. In the Python project the last one won. */
export const cropCollision: DatasetRule = {
  code: 'crop-collision',
  severity: 'error',
  *check(dataset) {
    const collisions = yield* collisionsOf(dataset.modelled, dataset.config);
    if (collisions.length === 0) return;
    const cropOf = (garment: Garment) => quote(cropPath(dataset.config, garment));
    const shown = collisions.map(([a, b]) => `${cropOf(b)} (${a.part} line ${a.line}, ${b.part} line ${b.line})`);
    yield {
      message: `${counted(collisions.length, 'crop')} would be written over another garment's, since a crop is called by the last two parts of its image's path: ${firstFew(shown, 3)}. Leave one garment for each, or rename the images.`,
      location: at(dataset, ['paths', 'cropped_folder']),
      related: collisions.slice(0, 3).map(([, later]) => ({
        message: `would be written over ${cropOf(later)}`,
        location: lineOf(dataset, later),
      })),
    };
  },
};

type Collision = readonly [earlier: Garment, later: Garment];

/** By the garments of the same list, since finding them takes long; a crop may be called by the last part of the images' folder too. */
const known = new WeakMap<readonly Garment[], { readonly prefix: string; readonly collisions: readonly Collision[] }>();

function* collisionsOf(garments: readonly Garment[], config: DatasetConfig): Slices<readonly Collision[]> {
  const prefix = config.paths.data_folder_prefix;
  const before = known.get(garments);
  if (before?.prefix === prefix) return before.collisions;
  const first = new Map<string, Garment>();
  const collisions: Collision[] = [];
  for (const [index, garment] of garments.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    const crop = cropName(config, garment);
    const earlier = first.get(crop);
    if (!earlier) first.set(crop, garment);
    else if (!sameCrop(earlier, garment)) collisions.push([earlier, garment]);
  }
  known.set(garments, { prefix, collisions });
  return collisions;
}

function sameCrop(a: Garment, b: Garment): boolean {
  return a.file === b.file && a.box.every((edge, index) => edge === b.box[index]);
}
