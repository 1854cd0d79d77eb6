import { MAX_DISTINCT_VALUES } from './column-tally.ts';

/** The kept values of a column, found by their bytes: a string is made once for a value, not once for a cell. */
export class ValueTable {
  /** In order of first appearance. */
  readonly values: string[] = [];
  /** By hash: 1 + the index of a value, or 0. At most half full; values that collide follow each other. */
  #slots = new Uint16Array(32);
  readonly #hashes: number[] = [];
  /** The bytes of all values, one after the other. */
  #bytes = Buffer.alloc(512);
  readonly #ends: number[] = [];

  /** The index of the value in bytes[start, end), which is not empty; -1: it is new, and no more are kept. */
  indexOf(bytes: Buffer, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = slotOf(hash) & mask;
    for (;;) {
      const index = (this.#slots[slot] as number) - 1;
      if (index < 0) break;
      if (this.#hashes[index] === hash && this.#equals(index, bytes, start, end)) return index;
      slot = (slot + 1) & mask;
    }
    return this.values.length === MAX_DISTINCT_VALUES ? -1 : this.#add(bytes, start, end, hash, slot);
  }

  #equals(index: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#startOf(index);
    if ((this.#ends[index] as number) - from !== end - start) return false;
    for (let i = start, j = from; i < end; i++, j++) if (bytes[i] !== this.#bytes[j]) return false;
    return true;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] as number);
  }

  #add(bytes: Buffer, start: number, end: number, hash: number, slot: number): number {
    const index = this.values.length;
    const at = this.#startOf(index);
    const needed = at + end - start;
    if (needed > this.#bytes.length) {
      const grown = Buffer.alloc(2 * needed);
      this.#bytes.copy(grown);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, at, start, end);
    this.#ends.push(needed);
    this.#hashes.push(hash);
    this.values.push(bytes.toString('utf8', start, end));
    this.#slots[slot] = index + 1;
    if (2 * this.values.length > this.#slots.length) this.#spread();
    return index;
  }

  #spread(): void {
    const slots = new Uint16Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (const [index, hash] of this.#hashes.entries()) {
      let slot = slotOf(hash) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** The lower bits of an FNV hash know only the lower bits of the bytes. */
function slotOf(hash: number): number {
  return hash ^ (hash >>> 15);
}
