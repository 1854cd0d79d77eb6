import type { Sample, Split } from '../dataframe/dataframe.ts';

/**
 * The first int(share · n) samples validate, the others train: what validation_split did in the Python project.
 * Source: keras-preprocessing 1.1.2, image/iterator.py and image/dataframe_iterator.py.
 */
export function firstRows(samples: readonly Sample[], share: number): Pick<Split, 'train' | 'validation'> {
  const cut = Math.trunc(share * samples.length);
  return { train: samples.slice(cut), validation: samples.slice(0, cut) };
}
