import type { Sample, Split } from '../../core/dataframe/dataframe.ts';
import { UserError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { ImageSource } from '../images/image-source.ts';
import type { BadImages } from './bad-images.ts';
import { type Emit, phaseProgress } from './events.ts';

/** Images asked for at once. */
const CHUNK = 64;

/**
 * Decodes every image once, which fills the cache and finds those that cannot be read, before anything is trained. Gives the split without
 * them; rejects with a UserError if the config says that they are no longer to be skipped, or if nothing is left to train on.
 */
export async function lookAtImages(
  split: Split,
  source: ImageSource,
  badImages: BadImages,
  { config, emit, stop }: { readonly config: Config; readonly emit: Emit; readonly stop: AbortSignal },
): Promise<Split> {
  const samples = [...split.train, ...split.validation, ...split.test];
  const progress = phaseProgress(emit, 'images', samples.length);
  for (let start = 0; start < samples.length && !stop.aborted; start += CHUNK) {
    const chunk = samples.slice(start, start + CHUNK);
    const { bad } = await source.load(chunk.map(({ image }) => ({ path: image })));
    for (const { index, reason } of bad) badImages.add(chunk[index] as Sample, reason);
    progress(start + chunk.length);
  }
  if (stop.aborted) return split;
  if (config.model.on_bad_image === 'fail') refuse(badImages);
  const readable = (part: readonly Sample[]) => part.filter((sample) => !badImages.has(sample));
  const left = { train: readable(split.train), validation: readable(split.validation), test: readable(split.test) };
  if (left.train.length === 0)
    throw new UserError('None of the training images can be read; the first reasons are named above.');
  return left;
}

function refuse({ entries }: BadImages): void {
  const [first] = entries;
  if (first === undefined) return;
  throw new UserError(
    `${counted(entries.length, 'image')} cannot be read, the first in row ${first.row}: ${first.path}: ${first.reason}. ` +
      'Mend or remove them, or set on_bad_image: skip to train without them.',
  );
}
