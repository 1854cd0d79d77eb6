import type { Config } from '../../schemas/types/config.ts';
import type { Sample, Split } from '../dataframe/dataframe.ts';
import { byColumn } from './by-column.ts';
import { firstRows } from './first-rows.ts';
import { stratified } from './stratified.ts';

/**
 * Deals the samples to training, validation and test as split_method says. Every part keeps the samples' order; the same samples and
 * random_seed give the same split. A part may be empty: of two rows with nothing in common, for example, both are trained on.
 */
export function splitSamples(samples: readonly Sample[], { model }: Config): Split {
  const { split_method, validation_split, random_seed } = model;
  switch (split_method) {
    case 'stratified':
      return { ...stratified(samples, validation_split, random_seed), test: [] };
    case 'first_rows':
      return { ...firstRows(samples, validation_split), test: [] };
    case 'column':
      return byColumn(samples, validation_split, random_seed);
  }
}
