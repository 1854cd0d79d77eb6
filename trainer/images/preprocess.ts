import { readFile } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import sharp, { type OutputInfo } from 'sharp';
import { inspectImage, MAX_IMAGE_PIXELS } from '../../core/images/inspect-image.ts';
import { fileReason } from '../../core/images/unusable.ts';
import type { ModelPreprocessing } from '../../schemas/types/model-metadata.ts';
import { BadImageError } from './bad-image.ts';

/**
 * How an image file becomes the network's input. Plain JSON: it is stored with the model, so that training, validation and prediction
 * see pixels made by the same rule. Every field is handed to sharp as it stands.
 */
export type Preprocessing = Readonly<ModelPreprocessing>;

/** The rule for a network whose input is `height` × `width` pixels. */
export function preprocessing(size: { readonly height: number; readonly width: number }): Preprocessing {
  const { height, width } = size;
  return {
    height,
    width,
    fit: 'fill',
    kernel: 'linear',
    autoOrient: true,
    background: '#ffffff',
    colourspace: 'srgb',
  };
}

/** Bytes of one preprocessed image. */
export function bytesPerImage(rule: Preprocessing): number {
  return rule.height * rule.width * 3;
}

// libvips keeps its settings for the whole process: a thread that set them again would, for a moment, block decoders others are using.
if (isMainThread) hardenSharp();

/**
 * The pixels of an image file: [height, width, 3] as bytes, row by row, values 0 … 255. Of an animation, the first frame.
 * Rejects with BadImageError if the file is missing, is not one whole JPEG, PNG, WebP, GIF or TIFF image, or has more than
 * MAX_IMAGE_PIXELS.
 */
export async function readPixels(path: string, rule: Preprocessing): Promise<Uint8Array> {
  const file = await readImageFile(path);
  const { data, info } = await decode(file, rule);
  if (info.channels !== 3 || data.length !== bytesPerImage(rule)) {
    throw new BadImageError(`it decodes to ${info.width} × ${info.height} pixels of ${info.channels} channels`);
  }
  return data;
}

/**
 * An image file's bytes. What its header says against it is said in the words of the check, before anything is decoded.
 *
 * @throws BadImageError
 */
export async function readImageFile(path: string): Promise<Buffer> {
  const header = await inspectImage(path);
  if ('problem' in header) throw new BadImageError(header.problem);
  try {
    return await readFile(path);
  } catch (error) {
    throw new BadImageError(fileReason(error), { cause: error });
  }
}

async function decode(file: Buffer, rule: Preprocessing): Promise<{ data: Buffer; info: OutputInfo }> {
  try {
    // A warning is how a decoder says that it had to invent pixels.
    return await sharp(file, { failOn: 'warning', limitInputPixels: MAX_IMAGE_PIXELS, autoOrient: rule.autoOrient })
      .resize(rule.width, rule.height, { fit: rule.fit, kernel: rule.kernel })
      .flatten({ background: rule.background })
      .toColourspace(rule.colourspace)
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw damagedImage(error);
  }
}

/** What sharp says of pixels that it could not decode. */
export function damagedImage(error: unknown): BadImageError {
  const [detail] = (error as Error).message.split('\n', 1);
  return new BadImageError(`the image data is cut off or damaged (${detail})`, { cause: error });
}

/** Image files come from anywhere: only the decoders that are needed stay reachable, and libvips keeps nothing between images. */
function hardenSharp(): void {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff'].map((format) => `VipsForeignLoad${format}`) });
  sharp.cache(false);
  // Images are decoded side by side; threads within one small image would only get in each other's way.
  sharp.concurrency(1);
}
