import sharp from 'sharp';
import type { Box } from '../../core/deepfashion/deepfashion.ts';
import { inspectImage, MAX_IMAGE_PIXELS } from '../../core/images/inspect-image.ts';
import { count } from '../../core/words.ts';
import { BadImageError } from '../images/bad-image.ts';
import { damagedImage, readImageFile } from '../images/preprocess.ts';
import { clipBox, isClipped } from './clip-box.ts';
import type { CropFormat, EncodedCrop } from './crop-format.ts';

/**
 * The part of an image file within a box, as an image file. The box is in pixels as they are stored, so an EXIF orientation is ignored; right
 * and bottom are the first column and row outside. Transparent pixels become white in formats that know none.
 *
 * @param quality of lossy formats, 1 … 100.
 * @throws BadImageError if the image cannot be used or the box lies outside it.
 */
export async function cropImage(path: string, box: Box, format: CropFormat, quality: number): Promise<EncodedCrop> {
  const header = await inspectImage(path);
  if ('problem' in header) throw new BadImageError(header.problem);
  const region = clipBox(box, header);
  if (region === undefined) throw boxOutside(box, header);
  const file = await readImageFile(path);
  try {
    const image = sharp(file, { failOn: 'warning', limitInputPixels: MAX_IMAGE_PIXELS }).extract(region);
    const opaque = format === 'jpeg' ? image.flatten({ background: '#ffffff' }) : image;
    // A PNG of some quality would be one of few colours.
    const options = format === 'jpeg' || format === 'webp' ? { quality } : {};
    const bytes = await opaque.toFormat(format, options).toBuffer();
    return { bytes, clipped: isClipped(box, region) };
  } catch (error) {
    throw damagedImage(error);
  }
}

/** Says so of a box that holds nothing of its image. */
export function boxOutside(box: Box, { width, height }: { width: number; height: number }): BadImageError {
  return new BadImageError(
    `the box ${box.join(' ')} lies outside the image, which has ${count(width)} × ${count(height)} pixels`,
  );
}
