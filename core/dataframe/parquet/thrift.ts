import { damaged } from './fault.ts';

/** Deeper than any structure of Parquet. */
const MAX_DEPTH = 32;
/** A 64-bit number takes at most so many bytes. */
const MAX_VARINT_BYTES = 10;
/** More list elements than the footer of any dataframe has. */
const MAX_ELEMENTS = 500_000;

/**
 * Where the Thrift structure (compact protocol) that starts at an offset ends; undefined: not within these bytes. Looks before hyparquet parses, which
 * trusts counts and lengths: none may ask for more time or memory than the bytes that are there.
 */
export function structureEnd(bytes: Uint8Array, start: number): number | undefined {
  const walker = new Walker(bytes, start);
  try {
    walker.structure(0);
    return walker.offset;
  } catch (error) {
    if (error === OUT_OF_BYTES) return undefined;
    throw error;
  }
}

const OUT_OF_BYTES = Symbol('out of bytes');

class Walker {
  offset: number;
  readonly #bytes: Uint8Array;
  #elements = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.offset = start;
  }

  structure(depth: number): void {
    if (depth > MAX_DEPTH) throw damaged('its structure is nested too deeply');
    for (;;) {
      const field = this.#byte();
      if ((field & 0x0f) === STOP) return;
      if (field >> 4 === 0) this.#varint();
      this.#value(field & 0x0f, depth);
    }
  }

  #value(type: number, depth: number): void {
    switch (type) {
      case TRUE:
      case FALSE:
        return;
      case BYTE:
        this.#skip(1);
        return;
      case I16:
      case I32:
      case I64:
        this.#varint();
        return;
      case DOUBLE:
        this.#skip(8);
        return;
      case BINARY:
        this.#skip(this.#varint());
        return;
      case LIST:
        this.#list(depth);
        return;
      case STRUCT:
        this.structure(depth + 1);
        return;
      default:
        throw damaged('its structure holds something that Parquet does not know');
    }
  }

  #list(depth: number): void {
    if (depth > MAX_DEPTH) throw damaged('its structure is nested too deeply');
    const head = this.#byte();
    const type = head & 0x0f;
    const size = head >> 4 === 15 ? this.#varint() : head >> 4;
    this.#elements += size;
    if (this.#elements > MAX_ELEMENTS) throw damaged('its structure has too many parts');
    // In a list, unlike in a structure, a boolean has a byte of its own.
    if (type === TRUE || type === FALSE) this.#skip(size);
    else for (let element = 0; element < size; element++) this.#value(type, depth + 1);
  }

  #varint(): number {
    let value = 0;
    for (let count = 0; count < MAX_VARINT_BYTES; count++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * count);
      if (byte < 0x80) return value;
    }
    throw damaged('its structure holds a number that is too long');
  }

  #byte(): number {
    const byte = this.#bytes[this.offset++];
    if (byte === undefined) throw OUT_OF_BYTES;
    return byte;
  }

  #skip(bytes: number): void {
    this.offset += bytes;
    if (this.offset > this.#bytes.length) throw OUT_OF_BYTES;
  }
}

const STOP = 0;
const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const I16 = 4;
const I32 = 5;
const I64 = 6;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
