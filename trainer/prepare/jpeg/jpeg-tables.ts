/** Quantization of luma and chroma at quality 50, in zigzag order. Source: ITU-T T.81, annex K.1. */
const LUMA =
  '100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763';
const CHROMA = `11121218 15182f1a 1a2f6342 38426363 ${'63'.repeat(48)}`.replaceAll(' ', '');

/** The typical Huffman tables, as DHT segments write them: class and number, 16 counts, symbols. Source: annex K.3. */
const HUFFMAN = [
  '0000010501010101010100000000000000000102030405060708090a0b',
  '100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  '0100030101010101010101010000000000000102030405060708090a0b',
  '1100020102040403040705040400010277000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
].map((hex) => Buffer.from(hex, 'hex'));

/** DC and AC of luma, DC and AC of chroma: 16 counts, then symbols. */
export const HUFFMAN_TABLES: readonly Uint8Array[] = HUFFMAN.map((table) => table.subarray(1));

/** Quantization of luma and chroma at a quality of 1 … 100, zigzag, as the Independent JPEG Group's library scales it. */
export function quantaFor(quality: number): [luma: Uint16Array, chroma: Uint16Array] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scaled = (hex: string) =>
    Uint16Array.from(Buffer.from(hex, 'hex'), (value) =>
      Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))),
    );
  return [scaled(LUMA), scaled(CHROMA)];
}

/** Everything of a JPEG before its entropy-coded data: three components, one chroma value for 2 × 2 pixels, tables as above. */
export class JpegHead {
  readonly #bytes: Buffer;
  readonly #size: number;

  constructor(quality: number) {
    const before = Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
      ...quantaFor(quality).map((quanta, index) => segment(0xdb, [index, ...quanta])),
    ]);
    // Mark, code, length and precision stand before the size.
    this.#size = before.length + 5;
    this.#bytes = Buffer.concat([
      before,
      segment(0xc0, [8, ...[0, 0, 0, 0], 3, ...[1, 0x22, 0], ...[2, 0x11, 1], ...[3, 0x11, 1]]),
      ...HUFFMAN.map((table) => segment(0xc4, table)),
      segment(0xda, [3, ...[1, 0x00], ...[2, 0x11], ...[3, 0x11], 0, 63, 0]),
    ]);
  }

  /** Good until the next call. */
  of({ width, height }: { readonly width: number; readonly height: number }): Uint8Array {
    this.#bytes.writeUInt16BE(height, this.#size);
    this.#bytes.writeUInt16BE(width, this.#size + 2);
    return this.#bytes;
  }
}

function segment(code: number, content: Iterable<number>): Buffer {
  const bytes = Buffer.from([...content]);
  return Buffer.concat([Buffer.from([0xff, code, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
}
