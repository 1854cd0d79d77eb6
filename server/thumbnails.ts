import { stat } from 'node:fs/promises';
import { inspectImage, MAX_IMAGE_PIXELS } from '../core/images/inspect-image.ts';

/** In pixels: as high as a few lines of text. */
const HEIGHT = 96;
/** Panoramas are cut to this. */
const WIDEST = 160;
/** Characters of all that are kept: some hundred thumbnails. */
const MOST_KEPT = 4 * 1024 * 1024;

/** Small pictures of image files, made once while a file stays as it is. */
export class Thumbnails {
  readonly #most: number;
  /** By path, time and size; the last used comes last. An image without a thumbnail has an empty one. */
  readonly #kept = new Map<string, string>();
  #size = 0;

  constructor(most = MOST_KEPT) {
    this.#most = most;
  }

  /** Those of the images that can be read, as data URIs, in order. */
  async of(files: readonly string[]): Promise<string[]> {
    return (await Promise.all(files.map((file) => this.#one(file)))).filter((uri) => uri !== '');
  }

  async #one(file: string): Promise<string> {
    const facts = await stat(file).catch(() => undefined);
    if (!facts) return '';
    const key = `${file} ${facts.mtimeMs} ${facts.size}`;
    const known = this.#kept.get(key);
    const thumbnail = known ?? (await draw(file));
    this.#keep(key, thumbnail);
    return thumbnail;
  }

  #keep(key: string, thumbnail: string): void {
    const replaced = this.#kept.get(key);
    if (this.#kept.delete(key)) this.#size -= key.length + (replaced?.length ?? 0);
    this.#kept.set(key, thumbnail);
    this.#size += key.length + thumbnail.length;
    for (const [oldest, uri] of this.#kept) {
      if (this.#size <= this.#most) return;
      this.#kept.delete(oldest);
      this.#size -= oldest.length + uri.length;
    }
  }
}

/** Empty where the image, or sharp itself, cannot be used. */
async function draw(file: string): Promise<string> {
  // Only formats that training reads reach the decoders.
  if ('problem' in (await inspectImage(file))) return '';
  const sharp = await loadSharp();
  if (!sharp) return '';
  try {
    const jpeg = await sharp(file, { limitInputPixels: MAX_IMAGE_PIXELS, autoOrient: true })
      .resize({ width: WIDEST, height: HEIGHT, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 70 })
      .toBuffer();
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
  } catch {
    // Damaged behind its header.
    return '';
  }
}

type Sharp = typeof import('sharp').default;

let loading: Promise<Sharp | undefined> | undefined;

/** The decoder, told to keep nothing and to take one thread an image. It takes longer to load than four photos to draw. undefined: this machine has none. */
export function loadSharp(): Promise<Sharp | undefined> {
  loading ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false);
      sharp.concurrency(1);
      return sharp;
    },
    () => undefined,
  );
  return loading;
}
