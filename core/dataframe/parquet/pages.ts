import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { MAX_PAGE_BYTES } from './check-values.ts';
import { decodeData, decodeDictionary, type Leaf, valuesOf } from './decode-page.ts';
import { damaged, unsupported } from './fault.ts';
import type { RandomFile } from './random-file.ts';
import { structureEnd } from './thrift.ts';

/** A page of a leaf: its values that are not null, and the levels that say where they stand. Levels are empty where all values are there. */
export interface Page<T> {
  readonly values: readonly T[];
  readonly definitionLevels: readonly number[];
  readonly repetitionLevels: readonly number[];
}

/** Of a page's values as JavaScript holds them, at the least. */
const BYTES_PER_VALUE = 8;

/** Headers hold the page's smallest and largest value, which may be long. */
const HEADER_SIZES = [4096, 64 * 1024, 1024 * 1024];

/** The data pages of a column chunk, one at a time, with every value converted. Throws ParquetFault, and what hyparquet throws at damaged bytes. */
export async function* readPages<T>(
  file: RandomFile,
  chunk: ColumnMetaData,
  leaf: Leaf,
  convert: (value: unknown) => T,
): AsyncGenerator<Page<T>, void, undefined> {
  const { dictionary_page_offset: dictionaryStart, data_page_offset: dataStart } = chunk;
  let offset = Number(dictionaryStart && dictionaryStart < dataStart ? dictionaryStart : dataStart);
  const end = offset + Number(chunk.total_compressed_size);
  let dictionary: T[] | undefined;
  let held = 0;
  const hold = (bytes: number) => {
    held += bytes;
    file.hold(bytes);
  };
  try {
    for (let left = Number(chunk.num_values); left > 0; ) {
      const { header, length } = await readHeader(file, offset, end);
      offset += length;
      const body = await file.read(offset, bodyEnd(header, offset, end));
      offset += body.length;
      const values = valuesOf(header);
      const size = header.uncompressed_page_size + values * BYTES_PER_VALUE;
      hold(size);
      if (header.type === 'DICTIONARY_PAGE') dictionary = Array.from(decodeDictionary(header, body, leaf), convert);
      else {
        if (values > 0) yield convertedPage(decodeData(header, body, leaf), header, dictionary, convert);
        left -= values;
        hold(-size);
      }
    }
  } finally {
    hold(-held);
  }
}

async function readHeader(file: RandomFile, offset: number, end: number) {
  for (const size of HEADER_SIZES) {
    const bytes = await file.read(offset, Math.min(offset + size, end));
    const length = structureEnd(bytes, 0);
    if (length !== undefined) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return { header: parquetHeader({ view, offset: 0 }), length };
    }
    if (offset + size >= end) break;
  }
  throw damaged('a page has no header');
}

function bodyEnd(
  { compressed_page_size: stored, uncompressed_page_size: size }: PageHeader,
  start: number,
  end: number,
) {
  if (!(stored >= 0 && size >= 0 && start + stored <= end)) throw damaged('a page is broken');
  if (Math.max(stored, size) > MAX_PAGE_BYTES) throw unsupported('has pages that are too large');
  return start + stored;
}

function convertedPage<T>(
  page: ReturnType<typeof decodeData>,
  header: PageHeader,
  dictionary: readonly T[] | undefined,
  convert: (value: unknown) => T,
): Page<T> {
  const { definitionLevels = [], repetitionLevels, dataPage } = page;
  const { encoding } = header.data_page_header ?? header.data_page_header_v2 ?? {};
  const values: T[] = new Array(dataPage.length);
  if (encoding?.endsWith('_DICTIONARY')) {
    for (let index = 0; index < values.length; index++) {
      const value = dictionary?.[dataPage[index] as number];
      if (value === undefined) throw damaged('a page points beyond its dictionary');
      values[index] = value;
    }
  } else {
    for (let index = 0; index < values.length; index++) values[index] = convert(dataPage[index]);
  }
  return { values, definitionLevels, repetitionLevels };
}
