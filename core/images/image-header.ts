import type { FileHandle } from 'node:fs/promises';
import { imageSize } from 'image-size';

export type ImageFormat = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'TIFF';

const SIGNATURES: readonly (readonly [ImageFormat, RegExp])[] = [
  ['JPEG', /^ffd8ff/],
  ['PNG', /^89504e470d0a1a0a/],
  ['WebP', /^52494646.{8}57454250/],
  ['GIF', /^474946383[79]61/],
  ['TIFF', /^(4949(2a|2b)00|4d4d00(2a|2b))/],
];

/** The readable format that a file's first bytes announce, whatever its name says. */
export function formatOf(start: Uint8Array): ImageFormat | undefined {
  const hex = Buffer.from(start).toString('hex', 0, 16);
  return SIGNATURES.find(([, signature]) => signature.test(hex))?.[0];
}

/** As many bytes as hold the header of nearly every image. */
export const START_SIZE = 4096;

/** A camera's JPEG can carry thumbnails and colour profiles before its size, so more is read while the size is missing. */
const LARGER_STARTS = [64 * 1024, 512 * 1024, 4 * 1024 * 1024];

/** Largest part of a TIFF directory that is looked at; an honest one has some dozen entries. */
const MAX_DIRECTORY_SIZE = 64 * 1024;

export interface ImageDimensions {
  /** Pixels, as stored: before any EXIF orientation. */
  readonly width: number;
  readonly height: number;
}

/**
 * Width and height by the header alone, or undefined where the header is cut off or damaged. `start` holds the file's first START_SIZE bytes.
 * Rejects if the file cannot be read.
 */
export async function readDimensions(
  handle: FileHandle,
  format: ImageFormat,
  start: Uint8Array,
): Promise<ImageDimensions | undefined> {
  if (format === 'TIFF') {
    const header = await tiffHeader(handle, start);
    return header && measure(header);
  }
  let header = start;
  let dimensions = measure(header);
  for (const size of LARGER_STARTS) {
    if (dimensions) break;
    const longer = await readBytes(handle, 0, size);
    if (longer.length === header.length) break;
    header = longer;
    dimensions = measure(header);
  }
  return dimensions;
}

/** Up to `length` bytes from `position` on, in a buffer of their own, since image-size looks at the buffer beneath a view. */
export async function readBytes(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.slice(0, bytesRead);
}

function measure(header: Uint8Array): ImageDimensions | undefined {
  try {
    const { width, height } = imageSize(header);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    // image-size throws when it runs past the end or misses a marker: both mean a header that is not whole.
    return undefined;
  }
}

/**
 * A TIFF keeps its directory anywhere, often behind the pixels. image-size gets the file's header with the first directory moved right behind
 * it. Source: TIFF 6.0, section 2; BigTIFF has wider fields.
 */
async function tiffHeader(handle: FileHandle, start: Uint8Array): Promise<Uint8Array | undefined> {
  if (start.length < 16) return undefined;
  const littleEndian = start[0] === 0x49;
  const view = new DataView(start.buffer);
  const big = view.getUint16(2, littleEndian) === 43;
  const offset = big ? Number(view.getBigUint64(8, littleEndian)) : view.getUint32(4, littleEndian);
  if (!Number.isSafeInteger(offset)) return undefined;

  const directory = await readBytes(handle, offset, MAX_DIRECTORY_SIZE);
  const headerSize = big ? 16 : 8;
  if (directory.length < headerSize) return undefined;
  const directoryView = new DataView(directory.buffer);
  const entries = big ? Number(directoryView.getBigUint64(0, littleEndian)) : directoryView.getUint16(0, littleEndian);
  const directorySize = big ? 8 + entries * 20 : 2 + entries * 12;
  if (directorySize > directory.length) return undefined;

  // Zeros behind the directory end it for image-size, which does not count entries.
  const header = new Uint8Array(headerSize + directorySize + 32);
  header.set(start.subarray(0, headerSize));
  header.set(directory.subarray(0, directorySize), headerSize);
  const headerView = new DataView(header.buffer);
  if (big) headerView.setBigUint64(8, BigInt(headerSize), littleEndian);
  else headerView.setUint32(4, headerSize, littleEndian);
  return header;
}
