import { createRequire } from 'node:module';
import type { Box } from '../../core/deepfashion/deepfashion.ts';
import { MAX_IMAGE_PIXELS } from '../../core/images/inspect-image.ts';
import { clipBox, isClipped } from './clip-box.ts';
import type { EncodedCrop } from './crop-format.ts';
import { readJpegHeader, scansAtMost } from './jpeg-header.ts';

type Turbo = typeof import('@julusian/jpeg-turbo');

const BYTES_PER_PIXEL = 3;
/** Each scan may change the whole picture, in a few bytes of the file: thousands take minutes. Encoders write about ten; sharp refuses many. */
const MAX_SCANS = 100;

/**
 * Crops JPEG files by libjpeg-turbo alone: for pictures of a few hundred pixels, setting up sharp's pipeline takes twice as long as the work. An
 * optional dependency: without it, sharp makes every crop.
 */
export class TurboCropper {
  readonly #turbo: Turbo | undefined;
  readonly #quality: number;
  readonly #image = new Scratch();
  readonly #crop = new Scratch();

  /** @param quality 1 … 100. */
  constructor(quality: number) {
    this.#quality = quality;
    this.#turbo = installedTurbo();
  }

  /**
   * The part of a JPEG in `box`, as a JPEG with chroma at half the resolution, in memory that the next crop uses again. undefined for anything but
   * a sound JPEG of three colours without a profile and a box that meets it: what to make of others is not decided here.
   */
  crop(file: Buffer, box: Box): EncodedCrop | undefined {
    const header = readJpegHeader(file);
    if (this.#turbo === undefined || header === undefined) return undefined;
    const isUsual = header.components === 3 && !header.hasProfile && scansAtMost(file) <= MAX_SCANS;
    const region = clipBox(box, header);
    if (!isUsual || region === undefined || header.width * header.height > MAX_IMAGE_PIXELS) return undefined;
    const { decompressSync, compressSync, bufferSize, FORMAT_RGB, SAMP_420 } = this.#turbo;
    const { left, top, width, height } = region;
    const stride = header.width;
    // A row more than there are, since whole rows are handed on from the left edge of the region.
    const image = this.#image.atLeast(stride * (header.height + 1) * BYTES_PER_PIXEL);
    const shape = { width, height, subsampling: SAMP_420 };
    const bytes = this.#crop.atLeast(bufferSize(shape));
    try {
      decompressSync(file, image, { format: FORMAT_RGB });
      const pixels = image.subarray((top * stride + left) * BYTES_PER_PIXEL);
      const options = { format: FORMAT_RGB, ...shape, stride, quality: this.#quality };
      return { bytes: compressSync(pixels, bytes, options), clipped: isClipped(box, region) };
    } catch {
      // It throws at whatever is odd about a file, and says nothing helpful; sharp will.
      return undefined;
    }
  }
}

/** Memory that is used again and again. */
class Scratch {
  #memory = Buffer.alloc(0);

  atLeast(bytes: number): Buffer {
    if (this.#memory.length < bytes) this.#memory = Buffer.allocUnsafeSlow(bytes);
    return this.#memory;
  }
}

function installedTurbo(): Turbo | undefined {
  try {
    return createRequire(import.meta.url)('@julusian/jpeg-turbo') as Turbo;
  } catch {
    return undefined;
  }
}
