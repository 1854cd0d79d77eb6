import { ROWS_PER_SLICE, type Slices } from '../slices.ts';
import type { RowTable } from './row-table.ts';

/** The rows of every image that several rows name. */
export class RepeatedImages {
  /** Places, image after image in the order of their first rows; those of one image ascend. */
  readonly #places: Uint32Array;
  /** Where each image's places begin, and the end of the last. */
  readonly #starts: Uint32Array;

  constructor(places: Uint32Array, starts: Uint32Array) {
    this.#places = places;
    this.#starts = starts;
  }

  /** How many images. */
  get length(): number {
    return this.#starts.length - 1;
  }

  /** The places of one image's rows, two or more. */
  placesOf(image: number): Uint32Array {
    return this.#places.subarray(this.#starts[image], this.#starts[image + 1]);
  }

  *[Symbol.iterator](): Generator<Uint32Array> {
    for (let image = 0; image < this.length; image++) yield this.placesOf(image);
  }
}

/** Finds them in a few bytes a row: a table of the images' hashes, which asks for a path only once more where two hashes are equal. */
export function* findRepeatedImages(table: RowTable): Slices<RepeatedImages> {
  const seen = new FirstPlaces(table);
  /** Per further row of an image: its place, and that of the image's first row. */
  const further = new Places();
  const first = new Places();
  for (let place = 0; place < table.length; place++) {
    if (place % ROWS_PER_SLICE === 0) yield;
    if (!table.hasImage(place)) continue;
    const before = seen.firstWith(place);
    if (before === place) continue;
    further.push(place);
    first.push(before);
  }
  return yield* grouped(further.taken(), first.taken(), table.length);
}

/** Sorted by first row, by counting; the first rows themselves come in front of their group. */
function* grouped(further: Uint32Array, first: Uint32Array, rows: number): Slices<RepeatedImages> {
  /** By place of a first row: how many rows follow it; then where its group is filled next. */
  const next = new Uint32Array(rows);
  for (const place of first) (next[place] as number)++;
  yield;
  const places = new Uint32Array(further.length + count(next));
  const starts = [0];
  for (let place = 0, end = 0; place < rows; place++) {
    if (place % ROWS_PER_SLICE === 0) yield;
    const following = next[place] as number;
    if (following === 0) continue;
    places[end] = place;
    next[place] = end + 1;
    end += following + 1;
    starts.push(end);
  }
  for (const [index, place] of further.entries()) {
    if (index % ROWS_PER_SLICE === 0) yield;
    places[(next[first[index] as number] as number)++] = place;
  }
  return new RepeatedImages(places, Uint32Array.from(starts));
}

/** How many numbers are not 0. */
function count(numbers: Uint32Array): number {
  return numbers.reduce((sum, number) => (number > 0 ? sum + 1 : sum), 0);
}

/** An open hash table of the first place of every image so far. */
class FirstPlaces {
  readonly #table: RowTable;
  readonly #hashes: Float64Array;
  /** 1 + a place, or 0; at most half full. */
  readonly #slots: Uint32Array;

  constructor(table: RowTable) {
    this.#table = table;
    this.#hashes = new Float64Array(table.length);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * table.length + 2)));
  }

  /** The first place with the same image; the place itself, and it is kept, if there is none before. */
  firstWith(place: number): number {
    const image = this.#table.image(place);
    const hash = hashOf(image);
    this.#hashes[place] = hash;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = (this.#slots[slot] as number) - 1;
      if (known < 0) {
        this.#slots[slot] = place + 1;
        return place;
      }
      if (this.#hashes[known] === hash && this.#table.image(known) === image) return known;
    }
  }
}

/** Where FNV-1a starts, moved by chance: which images collide cannot be foreseen by whoever writes a file. */
const HASH_SEED = 0x811c9dc5 ^ Math.floor(Math.random() * 0x7fffffff);

/** Two FNV-1a hashes over UTF-16 code units, in the 53 bits of a whole number. */
function hashOf(text: string): number {
  let low = HASH_SEED;
  let high = 0x1234567;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000193);
  }
  return (high >>> 11) * 2 ** 32 + ((low ^ (low >>> 15)) >>> 0);
}

/** A list of places that grows. */
class Places {
  #length = 0;
  #places = new Uint32Array(1024);

  push(place: number): void {
    if (this.#length === this.#places.length) {
      const grown = new Uint32Array(2 * this.#length);
      grown.set(this.#places);
      this.#places = grown;
    }
    this.#places[this.#length++] = place;
  }

  taken(): Uint32Array {
    return this.#places.subarray(0, this.#length);
  }
}
