import type { Sample } from '../../core/dataframe/dataframe.ts';
import type { AugmentKey } from './augment.ts';
import type { BadImage, ImageSource } from './image-source.ts';

export interface Batch {
  /** In order; the last batch may have fewer than the batch size. */
  readonly samples: readonly Sample[];
  /**
   * [batchSize, height, width, 3] bytes; places without a sample, and bad images, are zero. Valid until the next batch is asked for:
   * then its memory is used again.
   */
  readonly pixels: Uint8Array;
  /** index: the place in `samples`. */
  readonly bad: readonly BadImage[];
}

/** How many batches are prepared while the caller works on one. */
const AHEAD = 2;

/**
 * The samples in the given order (indices), batch by batch. While the caller works on a batch the next ones are prepared, never more
 * than AHEAD, which bounds the memory. Leaving the loop early waits for those and drops them.
 */
export async function* batches(
  source: ImageSource,
  samples: readonly Sample[],
  order: readonly number[],
  batchSize: number,
  augmentFor?: (sample: Sample) => AugmentKey,
): AsyncGenerator<Batch, void, void> {
  const underWay: Promise<Batch>[] = [];
  let start = 0;
  try {
    while (true) {
      for (; underWay.length <= AHEAD && start < order.length; start += batchSize) {
        const members = order.slice(start, start + batchSize).map((index) => samples[index]!);
        underWay.push(loadBatch(source, members, batchSize, augmentFor));
      }
      const batch = underWay.shift();
      if (!batch) return;
      const ready = await batch;
      yield ready;
      source.recycle(ready.pixels);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

function loadBatch(
  source: ImageSource,
  samples: readonly Sample[],
  batchSize: number,
  augmentFor?: (sample: Sample) => AugmentKey,
): Promise<Batch> {
  const requests = samples.map((sample) => ({
    path: sample.image,
    ...(augmentFor && { augment: augmentFor(sample) }),
  }));
  const batch = source.load(requests, batchSize).then((images) => ({ samples, ...images }));
  // It may fail long before it is awaited; whoever awaits it is told.
  batch.catch(() => {});
  return batch;
}
