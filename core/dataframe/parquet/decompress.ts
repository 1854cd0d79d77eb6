import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type CompressionCodec, snappyUncompress } from 'hyparquet';
import { decompressLz4, decompressLz4Raw, decompressZstd } from 'hyparquet-compressors';
import { damaged, unsupported } from './fault.ts';

type Decompress = (compressed: Uint8Array, size: number) => Uint8Array;

const DECOMPRESS: Partial<Record<CompressionCodec, Decompress>> = {
  UNCOMPRESSED: (plain) => plain,
  SNAPPY: (compressed, size) => {
    checkSnappy(compressed, size);
    const plain = new Uint8Array(size);
    snappyUncompress(compressed, plain);
    return plain;
  },
  GZIP: (compressed, size) => gunzipSync(compressed, { maxOutputLength: Math.max(1, size) }),
  BROTLI: (compressed, size) => brotliDecompressSync(compressed, { maxOutputLength: Math.max(1, size) }),
  // Given where to write, it takes no memory that the file asks for.
  ZSTD: (compressed, size) => decompressZstd(compressed, new Uint8Array(size)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/** A page's bytes as they were before compression; `size` of them, or it throws. */
export function decompress(codec: CompressionCodec | undefined, compressed: Uint8Array, size: number): Uint8Array {
  const decompressor = codec && DECOMPRESS[codec];
  if (!decompressor) throw unsupported(`is compressed with ${codec ?? 'something unknown'}, which cannot be read here`);
  if (size === 0) return new Uint8Array(0);
  const plain = decompressor(compressed, size);
  if (plain.length !== size) throw damaged('a page is not as long as it says');
  return plain;
}

/** Walks the elements of a Snappy block, which hyparquet's reader trusts: a literal's length may otherwise send it back and round for ever. */
function checkSnappy(compressed: Uint8Array, size: number): void {
  let position = 0;
  while ((compressed[position++] ?? 0) >= 0x80);
  let written = 0;
  while (position < compressed.length) {
    const tag = compressed[position++] as number;
    const kind = tag & 3;
    if (kind === 0) {
      const lengthBytes = Math.max(0, (tag >> 2) - 59);
      let length = tag >> 2;
      if (lengthBytes > 0) {
        length = 0;
        for (let byte = 0; byte < lengthBytes; byte++) length += (compressed[position + byte] ?? 0) * 256 ** byte;
        position += lengthBytes;
      }
      position += length + 1;
      written += length + 1;
    } else {
      position += kind === 3 ? 4 : kind;
      written += kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    }
    if (written > size || position > compressed.length) throw damaged('a compressed page is broken');
  }
  if (written !== size) throw damaged('a compressed page is broken');
}
