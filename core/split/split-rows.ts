import type { Config } from '../../schemas/types/config.ts';
import type { Slices } from '../slices.ts';
import { byColumn } from './by-column.ts';
import { firstRows } from './first-rows.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { stratified } from './stratified.ts';

/**
 * Deals rows to training, validation and test as split_method says: TRAIN, VALIDATION or TEST for each. The same rows and random_seed give the same
 * split. A part may be empty: of two rows with nothing in common, for example, both are trained on.
 */
export function splitRows(rows: LabelledRows, { model }: Pick<Config, 'model'>): Slices<Uint8Array> {
  const { split_method, validation_split, random_seed } = model;
  switch (split_method) {
    case 'stratified':
      return stratified(rows, validation_split, random_seed);
    case 'first_rows':
      return firstRows(rows, validation_split);
    case 'column':
      return byColumn(rows, validation_split, random_seed);
  }
}
