import { damaged } from './fault.ts';

/**
 * Guards of the two encodings whose counts hyparquet believes: each walks the bytes as the decoder will, without decoding, and throws where a count
 * asks for more than the values that are wanted. Encodings: github.com/apache/parquet-format, Encodings.md.
 */

/** A run of groups of eight values may be longer than what is left, but not by more than some writers pad. */
const MOST_PADDING = 512;

/** RLE and bit-packed runs of values of so many bits, from start on; ends with `count` values, or at `end` where padding is left out. */
export function checkRuns(bytes: Uint8Array, range: { start: number; end: number }, bits: number, count: number): void {
  if (bits > 31 || range.end > bytes.length) throw damaged('a run of values is broken');
  const reader = new Numbers(bytes, range.start, range.end);
  for (let seen = 0; seen < count; ) {
    const header = reader.varint();
    const length = Math.floor(header / 2);
    if (header % 2 === 1) {
      if (length * 8 > count - seen + MOST_PADDING) throw damaged('a run of values is too long');
      // The last group may be cut off where its padding would stand. The decoder takes a byte even of a run without bits.
      reader.skip(Math.min(Math.max(1, length * bits), reader.left));
      seen += length * 8;
    } else {
      if (length > count - seen) throw damaged('a run of values is too long');
      reader.skip(Math.ceil(bits / 8));
      seen += length;
    }
  }
}

/** Where the runs end that start with their length in four bytes. */
export function endOfRuns(page: Uint8Array, offset: number, bits: number, count: number): number {
  if (offset + 4 > page.length) throw damaged('a page ends too early');
  const start = offset + 4;
  const end = start + readerAt(page, offset).view.getUint32(offset, true);
  checkRuns(page, { start, end }, bits, count);
  return end;
}

/** DELTA_BINARY_PACKED from start on: where it ends. */
export function checkDeltas(bytes: Uint8Array, start: number, count: number): number {
  const reader = new Numbers(bytes, start, bytes.length);
  const blockSize = reader.varint();
  const miniblocks = reader.varint();
  reader.varint();
  reader.varint();
  const perMiniblock = blockSize / miniblocks;
  // The decoder counts in 32 bits: a larger block would be one of negative length, which sends it back and round for ever.
  if (!(blockSize < 2 ** 31 && perMiniblock > 0 && perMiniblock % 32 === 0)) throw damaged('its deltas are broken');
  for (let seen = 1; seen < count; ) {
    reader.varint();
    const widths = reader.take(miniblocks);
    for (const bits of widths) {
      if (seen >= count) break;
      if (bits > 64) throw damaged('its deltas are broken');
      reader.skip(Math.min((perMiniblock * bits) / 8, reader.left));
      seen += perMiniblock;
    }
  }
  return reader.offset;
}

/** Reads within a range and throws at its end. */
class Numbers {
  offset: number;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.offset = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.offset;
  }

  varint(): number {
    let value = 0;
    for (let count = 0; count < 10; count++) {
      const byte = this.#bytes[this.offset] as number;
      this.skip(1);
      value += (byte & 0x7f) * 2 ** (7 * count);
      if (byte < 0x80) return value;
    }
    throw damaged('it holds a number that is too long');
  }

  take(count: number): Uint8Array {
    const start = this.offset;
    this.skip(count);
    return this.#bytes.subarray(start, this.offset);
  }

  skip(count: number): void {
    if (count > this.left) throw damaged('a page ends too early');
    this.offset += count;
  }
}

/** As hyparquet reads: from an offset on. */
export function readerAt({ buffer, byteOffset, byteLength }: Uint8Array, offset: number) {
  return { view: new DataView(buffer, byteOffset, byteLength), offset };
}

/** Bits that hold the numbers up to and including this one. */
export const bitsOf = (most: number): number => 32 - Math.clz32(most);
