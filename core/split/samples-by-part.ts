import type { Sample, Split } from '../dataframe/dataframe.ts';
import { TEST, TRAIN, VALIDATION } from './parts.ts';

/** Every part keeps the order of the samples. @param parts TRAIN, VALIDATION or TEST for each sample. */
export function samplesByPart(samples: readonly Sample[], parts: ArrayLike<number>): Split {
  const of = (part: number) => samples.filter((_, index) => parts[index] === part);
  return { train: of(TRAIN), validation: of(VALIDATION), test: of(TEST) };
}
