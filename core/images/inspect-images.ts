import type { Sample } from '../dataframe/dataframe.ts';
import { type InspectOptions, inspectEach } from './inspect-each.ts';

export interface ImageProblem {
  /** Data row, counted from 1 after the header. */
  readonly row: number;
  /** As the dataframe spells it. */
  readonly path: string;
  /** Why the image cannot be used, without its path. */
  readonly problem: string;
}

/** The samples whose image header shows that they cannot be used, in the samples' order. Reads each file once. Throws only the signal's reason. */
export async function inspectImages(samples: readonly Sample[], options: InspectOptions = {}): Promise<ImageProblem[]> {
  const headers = await inspectEach(
    samples.map(({ image }) => image),
    options,
  );
  return samples.flatMap(({ row, image, imageText }) => {
    const found = headers.get(image);
    return found && 'problem' in found ? [{ row, path: imageText, problem: found.problem }] : [];
  });
}
