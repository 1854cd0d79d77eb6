// The filter gradient of a depthwise convolution. As in depthwise.ts, 3 × 3 kernels keep their nine sums in registers along a row.

import { PASS_BYTES, Pass, endInside, firstInside, is3x3, isWorthSharing, rowBytes, sourceRow, taps } from './depthwise';
import { DEPTHWISE_FILTER_GRADIENT } from './kernels';
import { Geometry, currentGeometry } from './geometry';
import { address, barrier, launch, setAddress, shareStart, threadCount } from './pool';
import { storeLanes, zeroFloats } from './vectors';

/** Floats of a row of channels filled up to whole vectors. */
function paddedChannels(g: Geometry): i32 {
  return (g.channels + 3) & ~3;
}

/** One thread's row of zeros and its sums, one vector of padded channels per tap. */
function filterGradientScratch(g: Geometry): i32 {
  return PASS_BYTES + rowBytes(g.width, g) + ((taps(g) * paddedChannels(g) * 4 + 63) & ~63);
}

export function depthwiseFilterGradientScratch(): i32 {
  return threadCount() * filterGradientScratch(currentGeometry());
}

/** dw [kernelHeight, kernelWidth, channels, 1] from x and dy. */
export function depthwiseFilterGradient(x: usize, dy: usize, dw: usize, scratch: usize): void {
  setAddress(0, x);
  setAddress(1, dy);
  setAddress(2, dw);
  setAddress(3, scratch);
  launch(DEPTHWISE_FILTER_GRADIENT, isWorthSharing(currentGeometry()));
}

function sumsOf(g: Geometry, thread: i32): usize {
  return address(3) + <usize>(thread * filterGradientScratch(g) + PASS_BYTES + rowBytes(g.width, g));
}

export function runDepthwiseFilterGradient(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const pass = changetype<Pass>(address(3) + <usize>(thread * filterGradientScratch(g)));
  pass.sourceHeight = g.height;
  pass.sourceWidth = g.width;
  pass.targetWidth = g.outWidth;
  pass.channels = g.channels;
  pass.kernelHeight = g.kernelHeight;
  pass.kernelWidth = g.kernelWidth;
  pass.strideWidth = g.strideWidth;
  pass.padLeft = g.padLeft;
  pass.zeros = changetype<usize>(pass) + PASS_BYTES;
  zeroFloats(pass.zeros, rowBytes(g.width, g) >> 2);
  const sums = sumsOf(g, thread);
  zeroFloats(sums, taps(g) * paddedChannels(g));
  const rows = g.n * g.outHeight;
  const dyRow = (<usize>(g.outWidth * g.channels)) << 2;
  for (let row = shareStart(rows, thread, threads); row < shareStart(rows, thread + 1, threads); row++) {
    const n = row / g.outHeight;
    const top = (row % g.outHeight) * g.strideHeight - g.padTop;
    const dy = address(1) + <usize>row * dyRow;
    if (is3x3(g)) sumRow3x3(pass, address(0), n, top, dy, sums);
    else sumPixels(pass, address(0), n, top, dy, sums, 0, g.outWidth);
  }
  barrier(threads);
  addSums(g, address(2), thread, threads);
}

/** Adds the threads' sums in their order. */
function addSums(g: Geometry, dw: usize, thread: i32, threads: i32): void {
  const padded = paddedChannels(g);
  for (let tap = shareStart(taps(g), thread, threads); tap < shareStart(taps(g), thread + 1, threads); tap++) {
    for (let channel = 0; channel < g.channels; channel += 4) {
      const offset = (<usize>(tap * padded + channel)) << 2;
      let sum = v128.load(sumsOf(g, 0) + offset);
      for (let other = 1; other < threads; other++) sum = f32x4.add(sum, v128.load(sumsOf(g, other) + offset));
      storeLanes(dw + ((<usize>(tap * g.channels + channel)) << 2), sum, g.channels - channel);
    }
  }
}

// @ts-ignore: decorator
@inline
function addVector(target: usize, value: v128): void {
  v128.store(target, f32x4.add(v128.load(target), value));
}

function sumRow3x3(pass: Pass, source: usize, n: i32, top: i32, dy: usize, sums: usize): void {
  const channels = pass.channels;
  const pixel = (<usize>channels) << 2;
  const tap = (<usize>((channels + 3) & ~3)) << 2;
  const step = (<usize>pass.strideWidth) * pixel;
  const first = firstInside(pass.padLeft, pass.strideWidth, pass.targetWidth);
  const end = max(first, endInside(pass.padLeft, pass.strideWidth, pass.sourceWidth, 3, pass.targetWidth));
  const inside = (<usize>((first * pass.strideWidth - pass.padLeft) * channels)) << 2;
  const row0 = sourceRow(pass, source, n, top) + inside;
  const row1 = sourceRow(pass, source, n, top + 1) + inside;
  const row2 = sourceRow(pass, source, n, top + 2) + inside;
  sumPixels(pass, source, n, top, dy, sums, 0, first);
  sumPixels(pass, source, n, top, dy, sums, end, pass.targetWidth);
  if (first >= end) return;
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << 2;
    let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00, c20 = c00, c21 = c00, c22 = c00;
    let s0 = row0 + offset;
    let s1 = row1 + offset;
    let s2 = row2 + offset;
    let from = dy + <usize>first * pixel + offset;
    const stop = dy + <usize>end * pixel + offset;
    while (from < stop) {
      const gradient = v128.load(from);
      c00 = f32x4.add(c00, f32x4.mul(gradient, v128.load(s0)));
      c01 = f32x4.add(c01, f32x4.mul(gradient, v128.load(s0 + pixel)));
      c02 = f32x4.add(c02, f32x4.mul(gradient, v128.load(s0 + 2 * pixel)));
      c10 = f32x4.add(c10, f32x4.mul(gradient, v128.load(s1)));
      c11 = f32x4.add(c11, f32x4.mul(gradient, v128.load(s1 + pixel)));
      c12 = f32x4.add(c12, f32x4.mul(gradient, v128.load(s1 + 2 * pixel)));
      c20 = f32x4.add(c20, f32x4.mul(gradient, v128.load(s2)));
      c21 = f32x4.add(c21, f32x4.mul(gradient, v128.load(s2 + pixel)));
      c22 = f32x4.add(c22, f32x4.mul(gradient, v128.load(s2 + 2 * pixel)));
      s0 += step;
      s1 += step;
      s2 += step;
      from += pixel;
    }
    let to = sums + offset;
    addVector(to, c00);
    addVector((to += tap), c01);
    addVector((to += tap), c02);
    addVector((to += tap), c10);
    addVector((to += tap), c11);
    addVector((to += tap), c12);
    addVector((to += tap), c20);
    addVector((to += tap), c21);
    addVector((to += tap), c22);
  }
}

/** Output columns from `first` to `end`, any kernel, tap by tap. */
function sumPixels(pass: Pass, source: usize, n: i32, top: i32, dy: usize, sums: usize, first: i32, end: i32): void {
  const pixel = (<usize>pass.channels) << 2;
  const row = <usize>pass.sourceWidth * pixel;
  const tap = (<usize>((pass.channels + 3) & ~3)) << 2;
  const top0 = max(0, -top);
  const top1 = min(pass.kernelHeight, pass.sourceHeight - top);
  for (let column = first; column < end; column++) {
    const left = column * pass.strideWidth - pass.padLeft;
    const left0 = max(0, -left);
    const left1 = min(pass.kernelWidth, pass.sourceWidth - left);
    for (let i = top0; i < top1; i++) {
      for (let j = left0; j < left1; j++) {
        const from = source + <usize>(n * pass.sourceHeight + top + i) * row + <usize>(left + j) * pixel;
        const to = sums + <usize>(i * pass.kernelWidth + j) * tap;
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const gradient = v128.load(dy + <usize>column * pixel + channel);
          addVector(to + channel, f32x4.mul(gradient, v128.load(from + channel)));
        }
      }
    }
  }
}
