import type { Slices } from '../slices.ts';
import type { LabelledRows } from './labelled-rows.ts';
import { VALIDATION } from './parts.ts';

/**
 * The first int(share · n) rows validate, the others train: what validation_split did in the Python project.
 * Source: keras-preprocessing 1.1.2, image/iterator.py and image/dataframe_iterator.py.
 */
export function* firstRows(rows: LabelledRows, share: number): Slices<Uint8Array> {
  yield;
  return new Uint8Array(rows.length).fill(VALIDATION, 0, Math.trunc(share * rows.length));
}
