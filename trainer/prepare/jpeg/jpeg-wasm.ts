import { readFileSync } from 'node:fs';
import { distFile } from '../../dist-file.ts';

/** A byte offset into the module's memory. */
export type Address = number;

/** What jpeg-crop.wasm exports; see assembly/ for what each function computes. Truth is 1 or 0. */
export interface JpegWasm {
  readonly memory: WebAssembly.Memory;
  free(): Address;
  setDecoder(slot: number, counts: Address, size: number): number;
  setEncoder(slot: number, counts: Address): void;
  setQuanta(index: number, quanta: Address): void;
  unstuff(from: Address, end: Address, words: Address): number;
  setComponent(
    ...args: [
      ...[index: number, across: number, down: number, dc: number, ac: number],
      ...[quantum: Address, plane: Address, stride: number],
    ]
  ): void;
  decode(
    ...args: [
      ...[data: Address, size: number, columns: number],
      ...[left: number, right: number, top: number, bottom: number],
    ]
  ): number;
  extend(plane: Address, stride: number, width: number, height: number, columns: number, rows: number): void;
  halve(
    ...args: [
      ...[plane: Address, stride: number, target: Address, targetStride: number, rows: number],
      ...[stepX: number, stepY: number, across: number, down: number],
    ]
  ): void;
  encode(
    ...args: [
      ...[luma: Address, lumaStride: number, blue: Address, red: Address, chromaStride: number],
      ...[columns: number, rows: number, target: Address],
    ]
  ): number;
}

/** The compiled module; threads can share it. */
export type JpegModule = WebAssembly.Module;

export function compileJpegWasm(): JpegModule {
  return new WebAssembly.Module(readFileSync(distFile('jpeg-crop.wasm')));
}

/** An instance with memory of its own. */
export function instantiateJpegWasm(module: JpegModule): JpegWasm {
  return new WebAssembly.Instance(module).exports as unknown as JpegWasm;
}

/** Addresses of as many pieces of memory of these sizes. What was in them is lost. */
export function reserve<Sizes extends readonly number[]>(
  wasm: JpegWasm,
  ...sizes: Sizes
): { [Index in keyof Sizes]: Address } {
  let next = wasm.free();
  const addresses = sizes.map((size) => {
    const address = next;
    next += Math.ceil(size / 16) * 16;
    return address;
  });
  const missing = next - wasm.memory.buffer.byteLength;
  if (missing > 0) wasm.memory.grow(Math.ceil(missing / 65536));
  return addresses as { [Index in keyof Sizes]: Address };
}
