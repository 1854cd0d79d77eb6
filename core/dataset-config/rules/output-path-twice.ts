import type { DatasetPaths } from '../../../schemas/types/dataset-config.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule, OUTPUT_KEYS } from '../dataset-rule.ts';

/** What is written goes to a file of its own: neither over a list nor over another dataframe. */
export const outputPathTwice: DatasetRule = {
  code: 'output-path-twice',
  severity: 'error',
  *check(dataset) {
    const taken = new Map<string, keyof DatasetPaths>();
    const keys = Object.keys(dataset.config.paths) as (keyof DatasetPaths)[];
    const outputs = new Set<string>(OUTPUT_KEYS);
    for (const key of [...keys.filter((name) => !outputs.has(name)), ...OUTPUT_KEYS]) {
      const file = dataset.fileOf(key);
      const earlier = taken.get(file);
      taken.set(file, earlier ?? key);
      if (earlier === undefined || !outputs.has(key)) continue;
      yield {
        message: `${quote(`paths.${key}`)} and ${quote(`paths.${earlier}`)} both name ${quote(dataset.config.paths[key])}. Give what is written a file of its own.`,
        location: at(dataset, ['paths', key]),
        related: [{ message: `named here too`, location: at(dataset, ['paths', earlier]) }],
      };
    }
  },
};
