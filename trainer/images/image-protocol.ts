import type { AugmentKey } from './augment.ts';

/** What image-source.ts asks of its threads. Every thread gets the same job and takes the next image until none is left. */
export interface Job {
  readonly id: number;
  readonly images: readonly ImageTask[];
  /** One Int32: how many images have been taken. */
  readonly taken: SharedArrayBuffer;
  /** Where the pixels go, image after image. */
  readonly pixels: SharedArrayBuffer;
}

export interface ImageTask {
  readonly path: string;
  readonly augment?: AugmentKey;
  /** The decoded pixels, where the cache has them. */
  readonly cached?: SharedArrayBuffer;
  /** The cache has room: send the decoded pixels back. */
  readonly keep: boolean;
}

/** What one thread did of a job; sent when no image is left for it. */
export interface JobReport {
  readonly id: number;
  readonly decoded: readonly { readonly index: number; readonly pixels: SharedArrayBuffer }[];
  readonly bad: readonly BadImage[];
}

/** An image that could not be used. */
export interface BadImage {
  /** Position in the request. */
  readonly index: number;
  /** In plain words, without the path. */
  readonly reason: string;
}

/** Asks a thread to finish the image in its hands and exit. */
export const CLOSE = 'close';
