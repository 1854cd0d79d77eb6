import type { Box } from '../../core/deepfashion/deepfashion.ts';

/** One crop to make. */
export interface CropTask {
  /** Absolute path of the image. */
  readonly source: string;
  /** Absolute path of the crop. */
  readonly target: string;
  readonly box: Box;
  /** What was written down when the crop was made last. */
  readonly before?: CropRecord | undefined;
}

/** A file as it was at one moment: its size in bytes, and when it was changed last, in milliseconds since 1970. */
export type FileState = readonly [size: number, changed: number];

/** Which image a crop was made of, and how. As long as all of it is still so, the crop need not be made again. */
export interface CropRecord {
  readonly source: string;
  readonly from: FileState;
  readonly box: Box;
  readonly quality: number;
  readonly to: FileState;
  /** The box reached beyond the image. */
  readonly clipped: boolean;
}

export type CropOutcome =
  | { readonly kind: 'made' | 'kept'; readonly record: CropRecord }
  /** The image cannot be used, in words without its path. */
  | { readonly kind: 'left-out'; readonly reason: string };

/** What every thread is started with. */
export interface CropThreadData {
  readonly quality: number;
  /** One Int32; 1: begin no further crop. */
  readonly stop: SharedArrayBuffer;
}

/** What the threads are asked: one of these at a time. */
export type CropRequest = readonly CropTask[];

/** Why no crop can be saved any more: the file system's error. */
export interface SavingFailed {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** Outcomes by place in the request; fewer where a stop or a failure came between. */
export interface CropReply {
  readonly outcomes: readonly CropOutcome[];
  readonly failed?: SavingFailed;
}
