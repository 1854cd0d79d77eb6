import { type ImageHeader, inspectImage, type Unusable } from './inspect-image.ts';

/** Enough to keep a disk or a network drive busy. */
const CONCURRENCY = 16;

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  readonly concurrency?: number;
  /** Told, as the files are read, how many of them were. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What the header of each image file says. Reads each file once, however often it is named. Throws only the signal's reason. */
export async function inspectEach(
  files: Iterable<string>,
  { signal, concurrency = CONCURRENCY, onProgress }: InspectOptions = {},
): Promise<Map<string, ImageHeader | Unusable>> {
  const found = new Map<string, ImageHeader | Unusable>();
  const all = new Set(files);
  const paths = all.values();
  const inspectSome = async () => {
    // The workers share one iterator: each takes the next path that is left.
    for (const path of paths) {
      signal?.throwIfAborted();
      found.set(path, await inspectImage(path));
      onProgress?.(found.size, all.size);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, inspectSome));
  signal?.throwIfAborted();
  return found;
}
