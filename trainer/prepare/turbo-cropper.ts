import { createRequire } from 'node:module';
import type { Box } from '../../core/deepfashion/deepfashion.ts';
import { MAX_IMAGE_PIXELS } from '../../core/images/inspect-image.ts';
import { clipBox, isClipped, type Region } from './clip-box.ts';
import type { EncodedCrop } from './crop-format.ts';
import { readJpegHeader } from './jpeg-header.ts';

type Turbo = typeof import('@julusian/jpeg-turbo');

const BYTES_PER_PIXEL = 3;

/**
 * Crops JPEG files by libjpeg-turbo alone: for pictures of a few hundred pixels, setting up sharp's pipeline takes twice as long as the work. An
 * optional dependency: without it, sharp makes every crop.
 */
export class TurboCropper {
  readonly #turbo: Turbo | undefined;
  readonly #quality: number;

  /** @param quality 1 … 100. */
  constructor(quality: number) {
    this.#quality = quality;
    this.#turbo = installedTurbo();
  }

  /**
   * The part of a JPEG in `box`, as a JPEG with chroma at half the resolution. undefined for anything but a sound JPEG of three colours without a
   * profile and a box that meets it: what to make of others is not decided here.
   */
  crop(file: Buffer, box: Box): EncodedCrop | undefined {
    const header = readJpegHeader(file);
    if (this.#turbo === undefined || header === undefined) return undefined;
    const isUsual = header.components === 3 && !header.hasProfile;
    const region = clipBox(box, header);
    if (!isUsual || region === undefined || header.width * header.height > MAX_IMAGE_PIXELS) return undefined;
    const { decompressSync, compressSync, FORMAT_RGB, SAMP_420 } = this.#turbo;
    try {
      const { data, width: stride } = decompressSync(file, { format: FORMAT_RGB });
      const pixels = part(data, stride, region);
      const { width, height } = region;
      const options = { format: FORMAT_RGB, width, height, subsampling: SAMP_420, quality: this.#quality };
      return { bytes: compressSync(pixels, options), clipped: isClipped(box, region) };
    } catch {
      // It throws at whatever is odd about a file, and says nothing helpful; sharp will.
      return undefined;
    }
  }
}

function installedTurbo(): Turbo | undefined {
  try {
    return createRequire(import.meta.url)('@julusian/jpeg-turbo') as Turbo;
  } catch {
    return undefined;
  }
}

/** Rows of a region, one after another. */
function part(image: Buffer, stride: number, { left, top, width, height }: Region): Buffer {
  const rowBytes = width * BYTES_PER_PIXEL;
  const pixels = Buffer.allocUnsafe(height * rowBytes);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * stride + left) * BYTES_PER_PIXEL;
    image.copy(pixels, row * rowBytes, from, from + rowBytes);
  }
  return pixels;
}
