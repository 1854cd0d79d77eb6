import type { Garment } from '../../deepfashion/deepfashion.ts';
import { firstFew, quote } from '../../findings/words.ts';
import { ROWS_PER_SLICE, type Slices } from '../../slices.ts';
import { counted } from '../../words.ts';
import { at, type DatasetRule, lineOf } from '../dataset-rule.ts';

/** No image is in two parts: what a network was trained on cannot say how good it is on new images. */
export const imageInTwoParts: DatasetRule = {
  code: 'image-in-two-parts',
  severity: 'warning',
  *check(dataset) {
    const twice = yield* inTwoParts(dataset.garments);
    if (twice.length === 0) return;
    const shown = twice.map(([a, b]) => `${quote(b.file)} (${a.part} line ${a.line}, ${b.part} line ${b.line})`);
    yield {
      message: `${counted(twice.length, 'image is', 'images are')} in more than one part: ${firstFew(shown, 3)}. Validation and test look better than they are: take each out of all parts but one.`,
      location: at(dataset, ['paths', `${twice[0]?.[1].part}_files_path`]),
      related: twice.slice(0, 3).map(([earlier, later]) => ({
        message: `${quote(later.file)} is on line ${earlier.line} of the ${earlier.part} part too`,
        location: lineOf(dataset, later),
      })),
    };
  },
};

/** By the garments of the same list, since finding them takes long. */
const known = new WeakMap<readonly Garment[], Pair[]>();

type Pair = readonly [earlier: Garment, later: Garment];

/** The first two garments, in different parts, of each image that has such. */
function* inTwoParts(garments: readonly Garment[]): Slices<Pair[]> {
  const before = known.get(garments);
  if (before) return before;
  const first = new Map<string, Garment>();
  const found = new Map<string, Pair>();
  for (const [index, garment] of garments.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    const earlier = first.get(garment.file);
    if (!earlier) first.set(garment.file, garment);
    else if (earlier.part !== garment.part && !found.has(garment.file)) found.set(garment.file, [earlier, garment]);
  }
  const pairs = [...found.values()];
  known.set(garments, pairs);
  return pairs;
}
