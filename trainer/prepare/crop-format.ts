import { extname } from 'node:path';

/** What a file of this name holds, by its extension in lower case. */
const FORMATS = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
  '.gif': 'gif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
} as const;

export type CropFormat = (typeof FORMATS)[keyof typeof FORMATS];

/** The format that a crop's name asks for; undefined for names of other files. */
export function cropFormat(path: string): CropFormat | undefined {
  return FORMATS[extname(path).toLowerCase() as keyof typeof FORMATS];
}

export interface EncodedCrop {
  /** The crop as an image file. */
  readonly bytes: Uint8Array;
  /** The box reached beyond the image. */
  readonly clipped: boolean;
}
