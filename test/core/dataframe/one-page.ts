import type { Encoding, SchemaElement } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';

/** What the only page of the only column says it is, and the bytes that it is. */
export interface OnePage {
  readonly element: Pick<SchemaElement, 'type' | 'converted_type'>;
  readonly encoding: Encoding;
  readonly values: number;
  readonly bytes: readonly number[];
}

/** A Parquet file of one column `image` with one page of any bytes, which no writer would write. */
export function onePageFile({ element, encoding, values, bytes }: OnePage): Uint8Array {
  const { type = 'BYTE_ARRAY' } = element;
  const writer = new ByteWriter();
  writer.appendUint32(MAGIC);
  writePageHeader(writer, {
    type: 'DATA_PAGE',
    uncompressed_page_size: bytes.length,
    compressed_page_size: bytes.length,
    data_page_header: {
      num_values: values,
      encoding,
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
  writer.appendBytes(Uint8Array.from(bytes));
  const size = BigInt(writer.offset - 4);
  writeMetadata(writer, {
    version: 2,
    schema: [
      { name: 'root', num_children: 1 },
      { name: 'image', repetition_type: 'REQUIRED', ...element },
    ],
    num_rows: BigInt(values),
    row_groups: [
      {
        columns: [
          {
            file_offset: 4n,
            meta_data: {
              type,
              encodings: [encoding],
              path_in_schema: ['image'],
              codec: 'UNCOMPRESSED',
              num_values: BigInt(values),
              total_uncompressed_size: size,
              total_compressed_size: size,
              data_page_offset: 4n,
            },
          },
        ],
        total_byte_size: size,
        num_rows: BigInt(values),
      },
    ],
    metadata_length: 0,
  });
  writer.appendUint32(MAGIC);
  return new Uint8Array(writer.getBuffer());
}

/** PAR1. */
const MAGIC = 0x31524150;
