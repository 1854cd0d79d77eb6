import { open, stat } from 'node:fs/promises';
import { count } from '../words.ts';
import {
  formatOf,
  type ImageDimensions,
  type ImageFormat,
  readBytes,
  readDimensions,
  START_SIZE,
} from './image-header.ts';
import { fileReason, unreadableFormat } from './unusable.ts';

/** No photo is this large, while a few kilobytes of PNG may claim to be. */
export const MAX_IMAGE_PIXELS = 50_000_000;

export interface ImageHeader extends ImageDimensions {
  readonly format: ImageFormat;
}

/** Why an image cannot be used, without its path, such as "the file does not exist". */
export interface Unusable {
  readonly problem: string;
}

/**
 * What an image file's header says; pixels are not decoded, so damage behind the header stays unseen. Whatever is wrong with the file is a
 * problem; never rejects.
 */
export async function inspectImage(path: string): Promise<ImageHeader | Unusable> {
  try {
    // Opening a pipe would wait for its writer, so look first.
    const facts = await stat(path);
    if (facts.isDirectory()) return { problem: 'it is a folder' };
    if (!facts.isFile()) return { problem: 'it is not a regular file' };
    if (facts.size === 0) return { problem: 'the file is empty' };
    return await inspectFile(path);
  } catch (error) {
    return { problem: fileReason(error) };
  }
}

async function inspectFile(path: string): Promise<ImageHeader | Unusable> {
  const handle = await open(path);
  try {
    const start = await readBytes(handle, 0, START_SIZE);
    const format = formatOf(start);
    if (!format) return { problem: unreadableFormat(start) };
    const dimensions = await readDimensions(handle, format, start);
    if (!dimensions) return { problem: `its ${format} header is cut off or damaged` };
    const { width, height } = dimensions;
    if (width * height > MAX_IMAGE_PIXELS) {
      return {
        problem: `it has ${count(width)} × ${count(height)} pixels; at most ${MAX_IMAGE_PIXELS / 1e6} million are read`,
      };
    }
    return { format, width, height };
  } finally {
    await handle.close();
  }
}
