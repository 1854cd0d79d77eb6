import type { Sample } from '../dataframe/dataframe.ts';
import { inspectImage } from './inspect-image.ts';

export interface ImageProblem {
  /** Data row, counted from 1 after the header. */
  readonly row: number;
  /** As the dataframe spells it. */
  readonly path: string;
  /** Why the image cannot be used, without its path. */
  readonly problem: string;
}

/** Enough to keep a disk or a network drive busy. */
const CONCURRENCY = 16;

/** The samples whose image header shows that they cannot be used, in the samples' order. Reads each file once. Throws only the signal's reason. */
export async function inspectImages(
  samples: readonly Sample[],
  { signal, concurrency = CONCURRENCY }: { signal?: AbortSignal; concurrency?: number } = {},
): Promise<ImageProblem[]> {
  const problems = new Map<string, string>();
  const paths = new Set(samples.map(({ image }) => image)).values();
  const inspectSome = async () => {
    // The workers share one iterator: each takes the next path that is left.
    for (const path of paths) {
      signal?.throwIfAborted();
      const found = await inspectImage(path);
      if ('problem' in found) problems.set(path, found.problem);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, inspectSome));
  signal?.throwIfAborted();
  return samples.flatMap(({ row, image, imageText }) => {
    const problem = problems.get(image);
    return problem === undefined ? [] : [{ row, path: imageText, problem }];
  });
}
