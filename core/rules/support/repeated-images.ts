import type { Sample } from '../../dataframe/dataframe.ts';

const known = new WeakMap<readonly Sample[], readonly (readonly Sample[])[]>();

/** The samples of every image that more than one row names, by image in the order of their first rows. Looked for once in each list of samples. */
export function repeatedImages(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const found = known.get(samples) ?? find(samples);
  known.set(samples, found);
  return found;
}

function find(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const first = new Map<string, Sample>();
  const repeated = new Map<string, Sample[]>();
  for (const sample of samples) {
    const before = first.get(sample.image);
    if (!before) {
      first.set(sample.image, sample);
      continue;
    }
    const rows = repeated.get(sample.image);
    if (rows) rows.push(sample);
    else repeated.set(sample.image, [before, sample]);
  }
  return [...repeated.values()].sort(([a], [b]) => (a?.row ?? 0) - (b?.row ?? 0));
}
