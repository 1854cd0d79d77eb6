import type { ColumnMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { readDataPage, readDataPageV2 } from 'hyparquet/src/datapage.js';
import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import type { ColumnDecoder, DataPage, DecodedArray } from 'hyparquet/src/types.js';
import { checkNumber, checkValues } from './check-values.ts';
import { decompress } from './decompress.ts';
import { damaged, unsupported } from './fault.ts';
import { bitsOf, checkRuns, endOfRuns, readerAt } from './runs.ts';

/** Rows that repeat compress to nothing, so bytes alone bound no page. */
const MAX_PAGE_VALUES = 2 ** 24;

/** The leaf of a column: how hyparquet wants it, and how deep its values may stand. */
export interface Leaf {
  readonly decoder: ColumnDecoder;
  readonly maxDefinition: number;
  readonly maxRepetition: number;
}

export function leafOf(path: readonly SchemaTree[], root: SchemaTree, chunk: ColumnMetaData): Leaf {
  const schemaPath = [root, ...path];
  const { element } = schemaPath.at(-1) as SchemaTree;
  if (element.type === undefined || element.type !== chunk.type) throw damaged('its footer contradicts itself');
  return {
    decoder: {
      pathInSchema: path.map(({ element: { name } }) => name),
      type: element.type,
      element,
      schemaPath,
      codec: chunk.codec,
      parsers: DEFAULT_PARSERS,
    },
    maxDefinition: getMaxDefinitionLevel(schemaPath),
    maxRepetition: getMaxRepetitionLevel(schemaPath),
  };
}

/** The number of values, nulls included, that a page says it has; 0 for a page of another kind. */
export function valuesOf({ data_page_header_v2, data_page_header, dictionary_page_header }: PageHeader): number {
  const values = (data_page_header_v2 ?? data_page_header ?? dictionary_page_header)?.num_values ?? 0;
  if (!(values >= 0)) throw damaged('a page is broken');
  if (values > MAX_PAGE_VALUES) throw unsupported('has pages of too many rows');
  return values;
}

export function decodeDictionary(header: PageHeader, body: Uint8Array, { decoder }: Leaf): DecodedArray {
  const count = valuesOf(header);
  checkNumber(decoder, count);
  const page = decompress(decoder.codec, body, header.uncompressed_page_size);
  return readPlain(readerAt(page, 0), decoder.type, count, decoder.element.type_length);
}

/** The values of a data page that are not null, or their places in the dictionary, and the levels of all. */
export function decodeData(header: PageHeader, body: Uint8Array, leaf: Leaf): DataPage {
  if (header.data_page_header_v2) return decodeV2(header, body, leaf);
  if (!header.data_page_header) throw damaged('a page has no header');
  const page = decompress(leaf.decoder.codec, body, header.uncompressed_page_size);
  const { num_values, encoding } = header.data_page_header;
  const afterRepetition = leaf.maxRepetition > 0 ? endOfRuns(page, 0, bitsOf(leaf.maxRepetition), num_values) : 0;
  let start = afterRepetition;
  let defined = num_values;
  if (leaf.maxDefinition > 0) {
    start = endOfRuns(page, afterRepetition, bitsOf(leaf.maxDefinition), num_values);
    const levels: number[] = new Array(num_values);
    readRleBitPackedHybrid(readerAt(page, afterRepetition), bitsOf(leaf.maxDefinition), levels);
    defined = levels.reduce((sum, level) => sum + Number(level === leaf.maxDefinition), 0);
  }
  checkValues(page, start, { encoding, decoder: leaf.decoder, count: defined });
  return readDataPage(page, header.data_page_header, leaf.decoder);
}

function decodeV2(header: PageHeader, body: Uint8Array, leaf: Leaf): DataPage {
  const described = header.data_page_header_v2 as NonNullable<PageHeader['data_page_header_v2']>;
  const { num_values: count, num_nulls, encoding } = described;
  const repetition = described.repetition_levels_byte_length;
  const levels = repetition + described.definition_levels_byte_length;
  if (!(repetition >= 0 && levels >= repetition && levels <= body.length && num_nulls >= 0 && num_nulls <= count)) {
    throw damaged('a page is broken');
  }
  const codec = described.is_compressed === false ? 'UNCOMPRESSED' : leaf.decoder.codec;
  const values = decompress(codec, body.subarray(levels), header.uncompressed_page_size - levels);
  if (leaf.maxRepetition > 0) checkRuns(body, { start: 0, end: repetition }, bitsOf(leaf.maxRepetition), count);
  if (leaf.maxDefinition > 0) checkRuns(body, { start: repetition, end: levels }, bitsOf(leaf.maxDefinition), count);
  checkValues(values, 0, { encoding, decoder: leaf.decoder, count: count - num_nulls });
  const plain = new Uint8Array(levels + values.length);
  plain.set(body.subarray(0, levels));
  plain.set(values, levels);
  const uncompressed = { ...header, data_page_header_v2: { ...described, is_compressed: false } };
  return readDataPageV2(plain, uncompressed, leaf.decoder);
}
