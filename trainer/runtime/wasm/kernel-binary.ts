import { readFile } from 'node:fs/promises';
import { distFile } from '../../dist-file.ts';

type Address = number;

/** What kernels.wasm exports; see assembly/ for what each function computes. Addresses are byte offsets into the shared memory. */
export interface Kernels {
  attach(control: Address, threads: number): void;
  controlBytes(): number;
  shareAlways(): void;
  work(thread: number): void;
  stop(): void;
  fail(): void;
  setGeometry(...geometry: Geometry): void;
  matrixProductScratch(): number;
  matrixProduct(
    ...args: [
      ...[a: Address, b: Address, c: Address, scratch: Address],
      ...[batch: number, stepA: number, stepB: number],
      ...[rows: number, columns: number, depth: number, transposeA: number, transposeB: number],
    ]
  ): void;
  convolutionScratch(): number;
  convolution(x: Address, w: Address, y: Address, scratch: Address): void;
  convolutionInputGradientScratch(): number;
  convolutionInputGradient(dy: Address, w: Address, dx: Address, scratch: Address): void;
  convolutionFilterGradientScratch(): number;
  convolutionFilterGradient(x: Address, dy: Address, dw: Address, scratch: Address): void;
  depthwiseScratch(): number;
  depthwise(x: Address, w: Address, y: Address, scratch: Address): void;
  depthwiseInputGradientScratch(): number;
  depthwiseInputGradient(dy: Address, w: Address, dx: Address, scratch: Address): void;
  depthwiseFilterGradientScratch(): number;
  depthwiseFilterGradient(x: Address, dy: Address, dw: Address, scratch: Address): void;
  maxPool(x: Address, y: Address): void;
  maxPoolGradient(x: Address, y: Address, dy: Address, dx: Address): void;
  batchNormalizationScratch(channels: number): number;
  batchNormalization(
    ...args: [
      ...[x: Address, gamma: Address, beta: Address, y: Address, mean: Address, variance: Address, scratch: Address],
      ...[rows: number, channels: number, epsilon: number, low: number, high: number],
    ]
  ): void;
  batchNormalizationInference(
    ...args: [
      ...[x: Address, gamma: Address, beta: Address, mean: Address, variance: Address, y: Address, scratch: Address],
      ...[rows: number, channels: number, epsilon: number],
    ]
  ): void;
  batchNormalizationGradient(
    ...args: [
      ...[x: Address, dy: Address, gamma: Address, beta: Address, mean: Address, variance: Address],
      ...[dx: Address, dgamma: Address, dbeta: Address, scratch: Address],
      ...[rows: number, channels: number, epsilon: number, low: number, high: number],
    ]
  ): void;
  slice(
    ...args: [
      ...[x: Address, y: Address, height: number, width: number, channels: number],
      ...[n: number, outHeight: number, outWidth: number, outChannels: number],
      ...[firstImage: number, firstRow: number, firstColumn: number, firstChannel: number],
    ]
  ): void;
  relu(x: Address, y: Address, size: number, maxValue: number): void;
  reluGradient(dy: Address, y: Address, dx: Address, size: number, maxValue: number): void;
  adam(
    ...args: [
      ...[variable: Address, m: Address, v: Address, gradient: Address, stepSize: Address],
      ...[newVariable: Address, newM: Address, newV: Address],
      ...[size: number, beta1: number, beta2: number, epsilon: number],
    ]
  ): void;
}

/** Sizes of a convolution or pooling, NHWC. */
export type Geometry = [
  ...[n: number, height: number, width: number, channels: number],
  ...[outHeight: number, outWidth: number, filters: number],
  ...[kernelHeight: number, kernelWidth: number, strideHeight: number, strideWidth: number],
  ...[padTop: number, padLeft: number],
];

export async function compileKernels(): Promise<WebAssembly.Module> {
  const file = distFile('kernels.wasm');
  const binary = await readFile(file).catch((cause: Error) => {
    throw new Error(`${file} cannot be read (${cause.message}). Run npm run build.`, { cause });
  });
  return WebAssembly.compile(binary);
}

/** One thread's instance. All instances share the memory; `attach` gives them the control block to talk through. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  // WebAssembly's own wait instruction is not used: as Node 20's baseline compiler translates it, waiters do not always come back.
  const words = () => new Int32Array(memory.buffer);
  const sleep = (address: number, value: number) => Atomics.wait(words(), address >>> 2, value, 1000);
  const wake = (address: number) => Atomics.notify(words(), address >>> 2);
  return new WebAssembly.Instance(module, { env: { memory, sleep, wake } }).exports as unknown as Kernels;
}
