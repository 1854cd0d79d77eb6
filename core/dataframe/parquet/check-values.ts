import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';
import type { ColumnDecoder } from 'hyparquet/src/types.js';
import { damaged, unsupported } from './fault.ts';
import { checkDeltas, checkRuns, endOfRuns, readerAt } from './runs.ts';

/** Pages are about 1 MB; images in cells make larger ones. */
export const MAX_PAGE_BYTES = 128 * 1024 * 1024;

/** So many values that are bytes take half a gigabyte: each is an object, while empty ones may take no byte of the file. */
const MAX_BYTE_ARRAYS = 2 ** 22;

/** Values of a page, as its header and levels announce them. */
export interface Values {
  readonly encoding: string | undefined;
  readonly decoder: ColumnDecoder;
  readonly count: number;
}

/** Throws where the values that start at an offset would take more time or memory than their bytes and number account for. */
export function checkValues(page: Uint8Array, offset: number, { encoding, decoder, count }: Values): void {
  if (count === 0) return;
  if (!encoding?.endsWith('_DICTIONARY')) checkNumber(decoder, count);
  switch (encoding) {
    case 'PLAIN':
      return;
    case 'RLE':
      if (decoder.type !== 'BOOLEAN') break;
      endOfRuns(page, offset, 1, count);
      return;
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      if (decoder.type === 'BOOLEAN') break;
      checkIndices(page, offset, count);
      return;
    case 'BYTE_STREAM_SPLIT':
      if (count * (decoder.element.type_length || 4) > page.length) throw damaged('a page ends too early');
      return;
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
      checkDeltas(page, offset, count);
      return;
    case 'DELTA_BYTE_ARRAY':
      checkPrefixes(page, offset, count);
      return;
  }
  throw unsupported(`encodes its values as ${encoding ?? 'something unknown'}, which cannot be read here`);
}

/** Throws where there are more values in one page, or in a dictionary, than may be held at a time. */
export function checkNumber({ type }: Pick<ColumnDecoder, 'type'>, count: number): void {
  if (type.endsWith('BYTE_ARRAY') && count > MAX_BYTE_ARRAYS) throw unsupported('has pages of too many rows');
}

/** The places of values in the dictionary, after the number of bits that each takes. */
function checkIndices(page: Uint8Array, offset: number, count: number): void {
  const bits = page[offset] ?? 0;
  // Where all values are the first of the dictionary, the runs may be left out.
  if (bits > 0 || offset + 1 < page.length) checkRuns(page, { start: offset + 1, end: page.length }, bits, count);
}

/** Each value says how much of the one before it repeats: few bytes may ask for any memory. */
function checkPrefixes(page: Uint8Array, offset: number, count: number): void {
  const suffixes = checkDeltas(page, offset, count);
  checkDeltas(page, suffixes, count);
  let total = 0;
  for (const start of [offset, suffixes]) {
    const lengths = new Int32Array(count);
    deltaBinaryUnpack(readerAt(page, start), count, lengths);
    for (const length of lengths) {
      total += length;
      if (length < 0 || total > MAX_PAGE_BYTES) throw damaged('a page is broken');
    }
  }
}
