import type { Box } from '../../../core/deepfashion/deepfashion.ts';
import { clipBox, isClipped, type Region } from '../clip-box.ts';
import { type CropGeometry, cropGeometry } from './jpeg-geometry.ts';
import { type JpegHeader, readJpegHeader } from './jpeg-header.ts';
import { HUFFMAN_TABLES, JpegHead, quantaFor } from './jpeg-tables.ts';
import { type Address, instantiateJpegWasm, type JpegModule, type JpegWasm, reserve } from './jpeg-wasm.ts';

/** Of larger files and images nothing is cropped here, so that memory stays small. */
export const MAX_FILE_BYTES = 32 * 2 ** 20;
const MAX_PIXELS = 2 ** 24;

/** Y, Cb and Cr. */
type Addresses = readonly [Address, Address, Address];

/**
 * Cuts parts out of JPEG files in a fraction of the time that decoding and encoding them take: only the part's blocks are transformed, and colours
 * stay as JPEG stores them, so that nothing is lost by converting them. Not for two at once.
 */
export class JpegCropper {
  readonly #wasm: JpegWasm;
  readonly #head: JpegHead;

  /** @param quality 1 … 100, as the Independent JPEG Group counts it. */
  constructor(quality: number, module: JpegModule) {
    this.#head = new JpegHead(quality);
    this.#wasm = instantiateJpegWasm(module);
    const [tables] = reserve(this.#wasm, 512);
    for (const [slot, table] of HUFFMAN_TABLES.entries()) {
      this.#put(tables, table);
      this.#wasm.setEncoder(slot, tables);
    }
    for (const [index, quanta] of quantaFor(quality).entries()) {
      this.#put(tables, new Uint8Array(quanta.buffer));
      this.#wasm.setQuanta(index, tables);
    }
  }

  /**
   * The part of the image in `box` as a JPEG with one chroma value for 2 × 2 pixels. undefined for everything but the usual kind of JPEG in the best
   * of health and a box that meets it: what to make of others is not decided here. Of damage below the box nothing is seen.
   */
  crop(file: Uint8Array, box: Box): { bytes: Uint8Array; clipped: boolean } | undefined {
    const header = file.length <= MAX_FILE_BYTES ? readJpegHeader(file) : undefined;
    if (header === undefined || header.width * header.height > MAX_PIXELS) return undefined;
    const region = clipBox(box, header);
    const bytes = region && this.#cut(file, header, region);
    return bytes && { bytes, clipped: isClipped(box, region) };
  }

  #cut(file: Uint8Array, header: JpegHeader, region: Region): Uint8Array | undefined {
    const geometry = cropGeometry(header, region);
    const { planes, chromaBytes, outputBytes } = geometry;
    const [input, words, quanta, luma, blue, red, halfBlue, halfRed, output] = reserve(
      ...([this.#wasm, file.length + 64, file.length + 64, 3 * 128] as const),
      ...([planes[0].bytes, planes[1].bytes, planes[2].bytes, chromaBytes, chromaBytes, outputBytes] as const),
    );
    this.#put(input, file);
    const size = this.#wasm.unstuff(input + header.data, input + file.length, words);
    if (size < 0 || !this.#setTables(header, input)) return undefined;
    this.#setComponents(header, geometry, quanta, [luma, blue, red]);
    if (!this.#decode(geometry, words, size)) return undefined;
    const [whole, ...chroma] = this.#extend(geometry, [luma, blue, red]);
    for (const [index, target] of [halfBlue, halfRed].entries()) this.#halve(geometry, region, chroma[index]!, target);
    const { columns, rows, chromaStride } = geometry;
    const stride = planes[0].stride;
    const length = this.#wasm.encode(whole, stride, halfBlue, halfRed, chromaStride, columns, rows, output);
    return Buffer.concat([this.#head.of(region), new Uint8Array(this.#wasm.memory.buffer, output, length)]);
  }

  #setTables({ huffman }: JpegHeader, input: Address): boolean {
    return huffman.every(({ slot, at, symbols }) => this.#wasm.setDecoder(slot, input + at, symbols) === 1);
  }

  #setComponents({ components }: JpegHeader, { planes }: CropGeometry, quanta: Address, at: Addresses): void {
    for (const [index, { across, down, dc, ac, quanta: values }] of components.entries()) {
      const table = quanta + index * 128;
      this.#put(table, new Uint8Array(values.buffer));
      this.#wasm.setComponent(index, across, down, dc, ac, table, at[index]!, planes[index]!.stride);
    }
  }

  #decode({ units: { left, right, top, bottom }, imageUnits }: CropGeometry, words: Address, size: number): boolean {
    return this.#wasm.decode(words, size, imageUnits, left, right, top, bottom) === 1;
  }

  /** Lets the part's pixels fill whole units of the crop. Answers where the part begins in each plane. */
  #extend({ planes, columns, rows }: CropGeometry, at: Addresses): [Address, Address, Address] {
    const corners = planes.map(({ corner, stride, width, height, across, down }, index) => {
      const start = at[index]! + corner;
      // One more where a pair of pixels may begin with the last one of a value.
      const [wide, high] = [(16 * columns) / across + across - 1, (16 * rows) / down + down - 1];
      this.#wasm.extend(start, stride, width, height, wide, high);
      return start;
    });
    return corners as [Address, Address, Address];
  }

  #halve({ planes, rows, chromaStride }: CropGeometry, { left, top }: Region, plane: Address, target: Address): void {
    const { stride, across, down } = planes[1];
    const [stepX, stepY] = [3 - across, 3 - down];
    const [nextX, nextY] = [across === 2 ? left % 2 : 1, down === 2 ? top % 2 : 1];
    this.#wasm.halve(plane, stride, target, chromaStride, 8 * rows, stepX, stepY, nextX, nextY);
  }

  #put(address: Address, bytes: Uint8Array): void {
    new Uint8Array(this.#wasm.memory.buffer, address, bytes.length).set(bytes);
  }
}
