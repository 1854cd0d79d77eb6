import type { Garment } from '../../deepfashion/deepfashion.ts';
import { cropPath } from '../../deepfashion/image-files.ts';
import { firstFew, quote } from '../../findings/words.ts';
import { counted } from '../../words.ts';
import { at, type DatasetRule, lineOf } from '../dataset-rule.ts';

/** No two garments are cropped to one file: one would train with the other's crop. In the Python project the last one won. */
export const cropCollision: DatasetRule = {
  code: 'crop-collision',
  severity: 'error',
  *check(dataset) {
    const first = new Map<string, Garment>();
    const collisions: [earlier: Garment, later: Garment, crop: string][] = [];
    for (const garment of dataset.modelled) {
      const crop = cropPath(dataset.config, garment);
      const earlier = first.get(crop);
      if (!earlier) first.set(crop, garment);
      else if (!sameCrop(earlier, garment)) collisions.push([earlier, garment, crop]);
    }
    if (collisions.length === 0) return;
    const shown = collisions.map(
      ([a, b, crop]) => `${quote(crop)} (${a.part} line ${a.line}, ${b.part} line ${b.line})`,
    );
    yield {
      message: `${counted(collisions.length, 'crop')} would be written over another garment's, since a crop is called by the last two parts of its image's path: ${firstFew(shown, 3)}. Leave one garment for each, or rename the images.`,
      location: at(dataset, ['paths', 'cropped_folder']),
      related: collisions.slice(0, 3).map(([, later, crop]) => ({
        message: `would be written over ${quote(crop)}`,
        location: lineOf(dataset, later),
      })),
    };
  },
};

function sameCrop(a: Garment, b: Garment): boolean {
  return a.file === b.file && a.box.every((edge, index) => edge === b.box[index]);
}
