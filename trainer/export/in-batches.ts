import type { Probabilities } from '../predict/probabilities.ts';

/** Images that go through a network together: on all at once, a large one would take gigabytes. */
export const BATCH_SIZE = 4;

/** What is predicted of images, a few at a time. */
export async function inBatches(
  images: readonly Uint8Array[],
  predict: (batch: readonly Uint8Array[]) => Promise<Probabilities>,
): Promise<Probabilities> {
  const parts: Probabilities[] = [];
  for (let start = 0; start < images.length; start += BATCH_SIZE) {
    parts.push(await predict(images.slice(start, start + BATCH_SIZE)));
  }
  const [first = []] = parts;
  return first.map((_, task) => parts.flatMap((part) => part[task]!));
}
