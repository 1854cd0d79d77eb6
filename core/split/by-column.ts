import type { Sample, Split } from '../dataframe/dataframe.ts';
import { stratified } from './stratified.ts';

/** The dataframe says which sample does what. Where no row says val, a stratified share of the train rows validates. */
export function byColumn(samples: readonly Sample[], share: number, seed: number): Split {
  const marked = (wanted: Sample['part']) => samples.filter(({ part }) => part === wanted);
  const train = marked('train');
  const validation = marked('val');
  const test = marked('test');
  return validation.length > 0 ? { train, validation, test } : { ...stratified(train, share, seed), test };
}
