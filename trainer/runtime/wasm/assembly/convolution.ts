// 2-D convolution, its input gradient and its filter gradient: patches unrolled a block at a time, then a matrix product.
// A 1 × 1 convolution of stride 1 is a matrix product as it stands.

import { addColumnsToImage, blockPixels, columnsBytes, imageToColumns, patchSize } from './columns';
import { currentGeometry, Geometry } from './geometry';
import { CONVOLUTION, CONVOLUTION_FILTER_GRADIENT, CONVOLUTION_INPUT_GRADIENT } from './kernels';
import { MULTIPLY_BYTES, multiply } from './matrix';
import { WORTH_SHARING_PRODUCTS, address, barrier, launch, setAddress, shareStart, threadCount, tiledShareStart } from './pool';
import { addFloats, zeroFloats } from './vectors';

const GEOMETRY_BYTES: i32 = 64;

function isPointwise(g: Geometry): bool {
  return (
    g.kernelHeight == 1 &&
    g.kernelWidth == 1 &&
    g.strideHeight == 1 &&
    g.strideWidth == 1 &&
    g.padTop == 0 &&
    g.padLeft == 0 &&
    g.outHeight == g.height &&
    g.outWidth == g.width
  );
}

function outPixels(g: Geometry): i32 {
  return g.n * g.outHeight * g.outWidth;
}

function isWorthSharing(g: Geometry): bool {
  return <i64>outPixels(g) * patchSize(g) * g.filters > WORTH_SHARING_PRODUCTS;
}

/** Each thread's own memory: for the product, and for unrolled patches. */
function threadBytes(patch: i32): i32 {
  return (MULTIPLY_BYTES + columnsBytes(patch) + GEOMETRY_BYTES + 63) & ~63;
}

export function convolutionScratch(): i32 {
  return threadCount() * threadBytes(patchSize(currentGeometry()));
}

/** y [n, outHeight, outWidth, filters] = x ∗ w; w is [kernelHeight, kernelWidth, channels, filters]. */
export function convolution(x: usize, w: usize, y: usize, scratch: usize): void {
  setAddress(0, x);
  setAddress(1, w);
  setAddress(2, y);
  setAddress(3, scratch);
  launch(CONVOLUTION, isWorthSharing(currentGeometry()));
}

export function runConvolution(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const scratch = address(3) + <usize>(thread * threadBytes(patchSize(g)));
  const first = tiledShareStart(outPixels(g), 4, thread, threads);
  const end = tiledShareStart(outPixels(g), 4, thread + 1, threads);
  convolve(g, address(0), address(1), address(2), first, end, scratch);
}

function convolve(g: Geometry, x: usize, w: usize, y: usize, first: i32, end: i32, scratch: usize): void {
  const patch = patchSize(g);
  const patchBytes = (<usize>patch) << 2;
  const filterBytes = (<usize>g.filters) << 2;
  if (isPointwise(g)) {
    const from = x + <usize>first * patchBytes;
    multiply(
      end - first,
      g.filters,
      patch,
      from,
      patchBytes,
      4,
      w,
      filterBytes,
      4,
      y + <usize>first * filterBytes,
      filterBytes,
      false,
      scratch,
    );
    return;
  }
  const columns = scratch + MULTIPLY_BYTES;
  const block = blockPixels(patch);
  for (let pixel = first; pixel < end; pixel += block) {
    const count = min(block, end - pixel);
    imageToColumns(g, x, pixel, count, columns);
    multiply(
      count,
      g.filters,
      patch,
      columns,
      patchBytes,
      4,
      w,
      filterBytes,
      4,
      y + <usize>pixel * filterBytes,
      filterBytes,
      false,
      scratch,
    );
  }
}

export function convolutionFilterGradientScratch(): i32 {
  const g = currentGeometry();
  const patch = patchSize(g);
  return threadCount() * (threadBytes(patch) + patch * g.filters * 4);
}

/** dw [kernelHeight, kernelWidth, channels, filters] from x and dy. */
export function convolutionFilterGradient(x: usize, dy: usize, dw: usize, scratch: usize): void {
  setAddress(0, x);
  setAddress(1, dy);
  setAddress(2, dw);
  setAddress(3, scratch);
  launch(CONVOLUTION_FILTER_GRADIENT, isWorthSharing(currentGeometry()));
}

export function runConvolutionFilterGradient(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const patch = patchSize(g);
  const scratch = address(3) + <usize>(thread * threadBytes(patch));
  const dw = address(2);
  // Few pixels: adding the threads' sums would cost as much as the product, so each thread takes rows of dw instead.
  if (isPointwise(g) && outPixels(g) < 64 * threads * threads && g.channels >= 8 * threads) {
    pointwiseFilterGradientRows(g, address(0), address(1), dw, thread, threads, scratch);
    return;
  }
  const sums = address(3) + <usize>(threads * threadBytes(patch));
  const size = patch * g.filters;
  const own = thread == 0 ? dw : sums + <usize>((thread - 1) * size * 4);
  const first = shareStart(outPixels(g), thread, threads);
  const end = shareStart(outPixels(g), thread + 1, threads);
  if (first == end) zeroFloats(own, size);
  else sumFilterGradient(g, address(0), address(1), own, first, end, scratch);
  barrier(threads);
  const from = shareStart(size, thread, threads);
  const count = shareStart(size, thread + 1, threads) - from;
  for (let other = 0; other < threads - 1; other++) {
    addFloats(dw + <usize>(from * 4), sums + <usize>((other * size + from) * 4), count);
  }
}

function pointwiseFilterGradientRows(
  g: Geometry,
  x: usize,
  dy: usize,
  dw: usize,
  thread: i32,
  threads: i32,
  scratch: usize,
): void {
  const channelBytes = (<usize>g.channels) << 2;
  const filterBytes = (<usize>g.filters) << 2;
  const first = tiledShareStart(g.channels, 4, thread, threads);
  const end = tiledShareStart(g.channels, 4, thread + 1, threads);
  multiply(
    end - first,
    g.filters,
    outPixels(g),
    x + <usize>(first * 4),
    4,
    channelBytes,
    dy,
    filterBytes,
    4,
    dw + <usize>first * filterBytes,
    filterBytes,
    false,
    scratch,
  );
}

function sumFilterGradient(g: Geometry, x: usize, dy: usize, dw: usize, first: i32, end: i32, scratch: usize): void {
  const patch = patchSize(g);
  const patchBytes = (<usize>patch) << 2;
  const filterBytes = (<usize>g.filters) << 2;
  if (isPointwise(g)) {
    multiply(
      patch,
      g.filters,
      end - first,
      x + <usize>first * patchBytes,
      4,
      patchBytes,
      dy + <usize>first * filterBytes,
      filterBytes,
      4,
      dw,
      filterBytes,
      false,
      scratch,
    );
    return;
  }
  const columns = scratch + MULTIPLY_BYTES;
  const block = blockPixels(patch);
  for (let pixel = first; pixel < end; pixel += block) {
    const count = min(block, end - pixel);
    imageToColumns(g, x, pixel, count, columns);
    multiply(
      patch,
      g.filters,
      count,
      columns,
      4,
      patchBytes,
      dy + <usize>pixel * filterBytes,
      filterBytes,
      4,
      dw,
      filterBytes,
      pixel > first,
      scratch,
    );
  }
}

/** At stride 1 the input gradient is itself a convolution: of dy, with the kernel turned by half a turn. */
function isConvolutionOfGradient(g: Geometry): bool {
  return g.strideHeight == 1 && g.strideWidth == 1 && g.padTop < g.kernelHeight && g.padLeft < g.kernelWidth;
}

/** Sizes of that convolution. */
function reversedPatch(g: Geometry): i32 {
  return g.kernelHeight * g.kernelWidth * g.filters;
}

function inputGradientThreadBytes(g: Geometry): i32 {
  return threadBytes(isConvolutionOfGradient(g) ? reversedPatch(g) : patchSize(g));
}

export function convolutionInputGradientScratch(): i32 {
  const g = currentGeometry();
  return threadCount() * inputGradientThreadBytes(g) + patchSize(g) * g.filters * 4;
}

/** dx [n, height, width, channels] from dy and w. */
export function convolutionInputGradient(dy: usize, w: usize, dx: usize, scratch: usize): void {
  setAddress(0, dy);
  setAddress(1, w);
  setAddress(2, dx);
  setAddress(3, scratch);
  launch(CONVOLUTION_INPUT_GRADIENT, isWorthSharing(currentGeometry()));
}

export function runConvolutionInputGradient(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const scratch = address(3) + <usize>(thread * inputGradientThreadBytes(g));
  if (isPointwise(g)) pointwiseInputGradient(g, thread, threads, scratch);
  else if (isConvolutionOfGradient(g)) convolvedInputGradient(g, thread, threads, scratch);
  else scatteredInputGradient(g, thread, threads, scratch);
}

function pointwiseInputGradient(g: Geometry, thread: i32, threads: i32, scratch: usize): void {
  const channelBytes = (<usize>g.channels) << 2;
  const filterBytes = (<usize>g.filters) << 2;
  const first = tiledShareStart(outPixels(g), 4, thread, threads);
  const end = tiledShareStart(outPixels(g), 4, thread + 1, threads);
  multiply(
    end - first,
    g.channels,
    g.filters,
    address(0) + <usize>first * filterBytes,
    filterBytes,
    4,
    address(1),
    4,
    filterBytes,
    address(2) + <usize>first * channelBytes,
    channelBytes,
    false,
    scratch,
  );
}

function convolvedInputGradient(g: Geometry, thread: i32, threads: i32, scratch: usize): void {
  const turned = address(3) + <usize>(threads * inputGradientThreadBytes(g));
  turnKernel(g, address(1), turned, thread, threads);
  barrier(threads);
  const reversed = changetype<Geometry>(scratch + MULTIPLY_BYTES + columnsBytes(reversedPatch(g)));
  reversed.n = g.n;
  reversed.height = g.outHeight;
  reversed.width = g.outWidth;
  reversed.channels = g.filters;
  reversed.outHeight = g.height;
  reversed.outWidth = g.width;
  reversed.filters = g.channels;
  reversed.kernelHeight = g.kernelHeight;
  reversed.kernelWidth = g.kernelWidth;
  reversed.strideHeight = 1;
  reversed.strideWidth = 1;
  reversed.padTop = g.kernelHeight - 1 - g.padTop;
  reversed.padLeft = g.kernelWidth - 1 - g.padLeft;
  const pixels = g.n * g.height * g.width;
  const first = tiledShareStart(pixels, 4, thread, threads);
  const end = tiledShareStart(pixels, 4, thread + 1, threads);
  convolve(reversed, address(0), turned, address(2), first, end, scratch);
}

/** [kernelHeight, kernelWidth, channels, filters] → both kernel axes reversed, filters before channels. */
function turnKernel(g: Geometry, w: usize, target: usize, thread: i32, threads: i32): void {
  const taps = g.kernelHeight * g.kernelWidth;
  const matrix = (<usize>(g.channels * g.filters)) << 2;
  for (let tap = shareStart(taps, thread, threads); tap < shareStart(taps, thread + 1, threads); tap++) {
    const from = w + <usize>(taps - 1 - tap) * matrix;
    let to = target + <usize>tap * matrix;
    for (let filter = 0; filter < g.filters; filter++) {
      let source = from + <usize>(filter * 4);
      for (let channel = 0; channel < g.channels; channel++) {
        store<f32>(to, load<f32>(source));
        to += 4;
        source += (<usize>g.filters) << 2;
      }
    }
  }
}

/** Any stride: patches of gradients, added where the patches of inputs were taken from. Threads take whole images. */
function scatteredInputGradient(g: Geometry, thread: i32, threads: i32, scratch: usize): void {
  const patch = patchSize(g);
  const filterBytes = (<usize>g.filters) << 2;
  const imagePixels = g.outHeight * g.outWidth;
  const imageFloats = g.height * g.width * g.channels;
  const columns = scratch + MULTIPLY_BYTES;
  const block = blockPixels(patch);
  const firstImage = shareStart(g.n, thread, threads);
  const endImage = shareStart(g.n, thread + 1, threads);
  for (let image = firstImage; image < endImage; image++) {
    zeroFloats(address(2) + <usize>image * ((<usize>imageFloats) << 2), imageFloats);
  }
  const end = endImage * imagePixels;
  for (let pixel = firstImage * imagePixels; pixel < end; pixel += block) {
    const count = min(block, end - pixel);
    multiply(
      count,
      patch,
      g.filters,
      address(0) + <usize>pixel * filterBytes,
      filterBytes,
      4,
      address(1),
      4,
      filterBytes,
      columns,
      (<usize>patch) << 2,
      false,
      scratch,
    );
    addColumnsToImage(g, columns, pixel, count, address(2));
  }
}
