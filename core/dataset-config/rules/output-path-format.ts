import { extname } from 'node:path';
import { meant, write } from '../../findings/fixes.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule, OUTPUT_KEYS } from '../dataset-rule.ts';

/** Dataframes are written as Parquet or CSV, by the ending of their name. */
export const outputPathFormat: DatasetRule = {
  code: 'output-path-format',
  severity: 'error',
  *check(dataset) {
    for (const key of OUTPUT_KEYS) {
      const path = dataset.config.paths[key];
      const ending = extname(path);
      if (/^\.(parquet|csv)$/i.test(ending)) continue;
      const stem = /^\.[a-z]{2,7}$/i.test(ending) ? path.slice(0, -ending.length) : path;
      const suggestion = `${stem}${key === 'processed_subset_path' ? '.csv' : '.parquet'}`;
      yield {
        message: `${quote(path)} ends neither in .parquet nor in .csv, so it is not known how to write it. Name it ${quote(suggestion)}, for example.`,
        location: at(dataset, ['paths', key]),
        ...meant(suggestion, (path) => write(['paths', key], path)),
      };
    }
  },
};
