import type { Slices } from '../slices.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { TRAIN, VALIDATION } from './parts.ts';
import { stratified } from './stratified.ts';

/** The dataframe says which row does what. Where no row says val, a stratified share of the train rows validates. */
export function* byColumn({ length, labels, parts }: LabelledRows, share: number, seed: number): Slices<Uint8Array> {
  if (!parts) throw new TypeError('To be split by a column, rows have parts.');
  const dealt = parts.slice();
  if (dealt.includes(VALIDATION)) return dealt;
  const train = Uint32Array.from({ length }, (_, row) => row).filter((row) => dealt[row] === TRAIN);
  yield;
  const trained = {
    length: train.length,
    labels: labels.map((all) => Int32Array.from(train, (row) => all[row] as number)),
  };
  const validates = yield* stratified(trained, share, seed);
  for (const [index, row] of train.entries()) if (validates[index]) dealt[row] = VALIDATION;
  return dealt;
}
