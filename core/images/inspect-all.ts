import { type ImageHeader, inspectImage, type Unusable } from './inspect-image.ts';

/** Enough to keep a disk or a network drive busy. */
const CONCURRENCY = 16;

export interface InspectAllOptions<Image> {
  pathOf(image: Image): string;
  /** Given what each header says, in no order; nothing once the signal has ended the look, for what comes late may be out of date. */
  take(image: Image, found: ImageHeader | Unusable): void;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the headers of images, many at a time. Throws only the signal's reason. */
export async function inspectAll<Image>(
  images: IterableIterator<Image>,
  { pathOf, take, signal }: InspectAllOptions<Image>,
): Promise<void> {
  const inspectSome = async () => {
    // All take from one iterator: each the next image that is left.
    for (const image of images) {
      signal?.throwIfAborted();
      const found = await inspectImage(pathOf(image));
      signal?.throwIfAborted();
      take(image, found);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, inspectSome));
  signal?.throwIfAborted();
}
