import { UserError } from '../../core/errors.ts';
import { BadImageError } from '../images/bad-image.ts';
import { type Preprocessing, readPixels } from '../images/preprocess.ts';

/** Images that an export is compared on: enough to see every layer at work, few enough to take no time. */
export const COMPARED_IMAGES = 16;
/** Images that are tried at most, where some cannot be read. */
const TRIED_IMAGES = 4 * COMPARED_IMAGES;

/** An image as the network takes it. */
export interface ComparedImage {
  readonly path: string;
  /** As readPixels gives them. */
  readonly pixels: Uint8Array;
}

/**
 * The first images that can be read, spread evenly over all that there are. Rejects with a UserError if none can.
 *
 * @param tell Hears of every image that was tried and cannot be read.
 */
export async function imagesToCompare(
  paths: readonly string[],
  rule: Preprocessing,
  tell: (path: string, reason: string) => void,
): Promise<ComparedImage[]> {
  const images: ComparedImage[] = [];
  let tried = 0;
  for (const path of spread(paths, COMPARED_IMAGES)) {
    if (images.length === COMPARED_IMAGES || tried++ === TRIED_IMAGES) break;
    try {
      images.push({ path, pixels: await readPixels(path, rule) });
    } catch (error) {
      if (!(error instanceof BadImageError)) throw error;
      tell(path, error.message);
    }
  }
  if (images.length > 0) return images;
  const none = paths.length === 0 ? 'there are no images there' : 'none of those that were tried can be read';
  throw new UserError(
    `An exported model is compared with the original on images, and ${none}. Nothing was written; name others with --images.`,
  );
}

/** The same items in another order: the first `count` lie evenly over the whole list. */
export function* spread<Item>(items: readonly Item[], count: number): Generator<Item> {
  const step = Math.max(1, Math.ceil(items.length / count));
  for (let start = 0; start < step; start++) {
    for (let i = start; i < items.length; i += step) yield items[i]!;
  }
}
