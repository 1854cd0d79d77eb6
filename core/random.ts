import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import { finish, ROWS_PER_SLICE, type Slices } from './slices.ts';

/** A seeded stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform among 0 … count − 1. */
  index(count: number): number;
}

/**
 * The random stream that belongs to a seed and a purpose, such as `randomFor(seed, 'augment', epoch, row)`. Streams depend on nothing
 * but their keys, so work may be done in any order, in any thread, or again after a crash, and draws the same numbers.
 */
export function randomFor(seed: number, ...keys: readonly (string | number)[]): Random {
  const generator = xoroshiro128plus(hash(`${seed}/${keys.join('/')}`));
  return {
    next: () => uniformFloat64(generator),
    between: (low, high) => low + (high - low) * uniformFloat64(generator),
    index: (count) => uniformInt(generator, 0, count - 1),
  };
}

/** A shuffled copy. */
export function shuffled<T>(values: Iterable<T>, random: Random): T[] {
  const result = [...values];
  finish(shuffle(result, random));
  return result;
}

/** 0 … count − 1, shuffled as `shuffled` would, in four bytes each. */
export function* shuffledIndices(count: number, random: Random): Slices<Uint32Array> {
  const result = new Uint32Array(count);
  for (let index = 0; index < count; index++) result[index] = index;
  yield* shuffle(result, random);
  return result;
}

/** In place (Fisher and Yates). */
function* shuffle<T>(values: { readonly length: number; [index: number]: T }, random: Random): Slices<void> {
  for (let last = values.length - 1; last > 0; last--) {
    if (last % ROWS_PER_SLICE === 0) yield;
    const other = random.index(last + 1);
    const moved = values[last] as T;
    values[last] = values[other] as T;
    values[other] = moved;
  }
}

/** FNV-1a over UTF-16 code units, with MurmurHash3's finalizer so that neighbouring keys give unrelated seeds. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
