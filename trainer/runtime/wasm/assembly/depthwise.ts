// Depthwise convolution with one filter per channel, and its input gradient. 3 × 3 kernels, which all our networks use, keep their
// nine weights in registers while they walk along a row; other sizes and the rows' ends go tap by tap.

import { currentGeometry, Geometry } from './geometry';
import { DEPTHWISE, DEPTHWISE_INPUT_GRADIENT } from './kernels';
import { WORTH_SHARING_VALUES, address, launch, setAddress, shareStart, threadCount } from './pool';
import { storeLanes, zeroFloats } from './vectors';

export function isWorthSharing(g: Geometry): bool {
  return g.n * g.outHeight * g.outWidth * g.channels > WORTH_SHARING_VALUES;
}

/** Each thread has a row of zeros that stands for the rows above and below the image. */
export function rowBytes(width: i32, g: Geometry): i32 {
  return (width * g.channels * 4 + 79) & ~63;
}

export function taps(g: Geometry): i32 {
  return g.kernelHeight * g.kernelWidth;
}

export function is3x3(g: Geometry): bool {
  return g.kernelHeight == 3 && g.kernelWidth == 3;
}

/** One pass of a kernel over an image; `source` and `target` may be x and y, or at stride 1 dy and dx. */
@unmanaged
export class Pass {
  sourceHeight: i32 = 0;
  sourceWidth: i32 = 0;
  targetHeight: i32 = 0;
  targetWidth: i32 = 0;
  channels: i32 = 0;
  kernelHeight: i32 = 0;
  kernelWidth: i32 = 0;
  strideHeight: i32 = 0;
  strideWidth: i32 = 0;
  padTop: i32 = 0;
  padLeft: i32 = 0;
  /** Index of the tap that the first one uses, and the step to the next: (0, 1), or (last, −1) for a kernel turned by half a turn. */
  firstTap: i32 = 0;
  tapStep: i32 = 0;
  zeros: usize = 0;
}
export const PASS_BYTES: i32 = 64;

function passScratch(width: i32, g: Geometry): i32 {
  return PASS_BYTES + rowBytes(width, g);
}

export function depthwiseScratch(): i32 {
  const g = currentGeometry();
  return threadCount() * passScratch(g.width, g);
}

/** y [n, outHeight, outWidth, channels] from x and w [kernelHeight, kernelWidth, channels, 1]. */
export function depthwise(x: usize, w: usize, y: usize, scratch: usize): void {
  setAddress(0, x);
  setAddress(1, w);
  setAddress(2, y);
  setAddress(3, scratch);
  launch(DEPTHWISE, isWorthSharing(currentGeometry()));
}

export function runDepthwise(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const pass = changetype<Pass>(address(3) + <usize>(thread * passScratch(g.width, g)));
  pass.sourceHeight = g.height;
  pass.sourceWidth = g.width;
  pass.targetHeight = g.outHeight;
  pass.targetWidth = g.outWidth;
  pass.strideHeight = g.strideHeight;
  pass.strideWidth = g.strideWidth;
  pass.padTop = g.padTop;
  pass.padLeft = g.padLeft;
  pass.firstTap = 0;
  pass.tapStep = 1;
  runPass(pass, g, thread, threads);
}

export function depthwiseInputGradientScratch(): i32 {
  const g = currentGeometry();
  return threadCount() * passScratch(g.outWidth, g);
}

/** dx [n, height, width, channels] from dy and w. */
export function depthwiseInputGradient(dy: usize, w: usize, dx: usize, scratch: usize): void {
  setAddress(0, dy);
  setAddress(1, w);
  setAddress(2, dx);
  setAddress(3, scratch);
  launch(DEPTHWISE_INPUT_GRADIENT, isWorthSharing(currentGeometry()));
}

export function runDepthwiseInputGradient(thread: i32, threads: i32): void {
  const g = currentGeometry();
  if (g.strideHeight != 1 || g.strideWidth != 1) {
    gatherInputGradient(g, address(0), address(1), address(2), thread, threads);
    return;
  }
  const pass = changetype<Pass>(address(3) + <usize>(thread * passScratch(g.outWidth, g)));
  pass.sourceHeight = g.outHeight;
  pass.sourceWidth = g.outWidth;
  pass.targetHeight = g.height;
  pass.targetWidth = g.width;
  pass.strideHeight = 1;
  pass.strideWidth = 1;
  pass.padTop = g.kernelHeight - 1 - g.padTop;
  pass.padLeft = g.kernelWidth - 1 - g.padLeft;
  pass.firstTap = taps(g) - 1;
  pass.tapStep = -1;
  runPass(pass, g, thread, threads);
}

/** Address 0 holds the source, 1 the weights, 2 the target. Threads take rows of the target. */
function runPass(pass: Pass, g: Geometry, thread: i32, threads: i32): void {
  pass.channels = g.channels;
  pass.kernelHeight = g.kernelHeight;
  pass.kernelWidth = g.kernelWidth;
  pass.zeros = changetype<usize>(pass) + PASS_BYTES;
  zeroFloats(pass.zeros, rowBytes(pass.sourceWidth, g) >> 2);
  const rows = g.n * pass.targetHeight;
  const targetRow = (<usize>(pass.targetWidth * g.channels)) << 2;
  for (let row = shareStart(rows, thread, threads); row < shareStart(rows, thread + 1, threads); row++) {
    const n = row / pass.targetHeight;
    const top = (row % pass.targetHeight) * pass.strideHeight - pass.padTop;
    const target = address(2) + <usize>row * targetRow;
    if (is3x3(g)) filterRow3x3(pass, address(0), n, top, address(1), target);
    else filterPixels(pass, address(0), n, top, address(1), target, 0, pass.targetWidth, 0, g.channels);
  }
}

/** The address of a row of image n, or of the row of zeros if it lies outside. */
export function sourceRow(pass: Pass, source: usize, n: i32, row: i32): usize {
  if (row < 0 || row >= pass.sourceHeight) return pass.zeros;
  return source + ((<usize>((n * pass.sourceHeight + row) * pass.sourceWidth * pass.channels)) << 2);
}

/** The first target column whose kernel lies inside the source on the left, and the one after the last inside on the right. */
export function firstInside(padLeft: i32, stride: i32, targetWidth: i32): i32 {
  return min(targetWidth, max(0, (padLeft + stride - 1) / stride));
}
export function endInside(padLeft: i32, stride: i32, sourceWidth: i32, kernelWidth: i32, targetWidth: i32): i32 {
  const room = sourceWidth - kernelWidth + padLeft;
  return room < 0 ? 0 : min(targetWidth, room / stride + 1);
}

function filterRow3x3(pass: Pass, source: usize, n: i32, top: i32, w: usize, target: usize): void {
  const channels = pass.channels;
  const pixel = (<usize>channels) << 2;
  const step = (<usize>pass.strideWidth) * pixel;
  const first = firstInside(pass.padLeft, pass.strideWidth, pass.targetWidth);
  const end = max(first, endInside(pass.padLeft, pass.strideWidth, pass.sourceWidth, 3, pass.targetWidth));
  const tap = (<usize>(pass.tapStep * channels)) << 2;
  const inside = (<usize>((first * pass.strideWidth - pass.padLeft) * channels)) << 2;
  const row0 = sourceRow(pass, source, n, top) + inside;
  const row1 = sourceRow(pass, source, n, top + 1) + inside;
  const row2 = sourceRow(pass, source, n, top + 2) + inside;
  if (first > 0) filterPixels(pass, source, n, top, w, target, 0, first, 0, channels);
  if (end < pass.targetWidth) filterPixels(pass, source, n, top, w, target, end, pass.targetWidth, 0, channels);
  if (first >= end) return;
  for (let channel = 0; channel < channels; channel += 4) {
    const lanes = channels - channel;
    const offset = (<usize>channel) << 2;
    let weight = w + offset + ((<usize>(pass.firstTap * channels)) << 2);
    const w00 = v128.load(weight);
    const w01 = v128.load((weight += tap));
    const w02 = v128.load((weight += tap));
    const w10 = v128.load((weight += tap));
    const w11 = v128.load((weight += tap));
    const w12 = v128.load((weight += tap));
    const w20 = v128.load((weight += tap));
    const w21 = v128.load((weight += tap));
    const w22 = v128.load((weight += tap));
    let s0 = row0 + offset;
    let s1 = row1 + offset;
    let s2 = row2 + offset;
    let to = target + <usize>first * pixel + offset;
    const stop = target + <usize>end * pixel + offset;
    while (to < stop) {
      let sum0 = f32x4.mul(v128.load(s0), w00);
      let sum1 = f32x4.mul(v128.load(s1), w10);
      let sum2 = f32x4.mul(v128.load(s2), w20);
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(s0 + pixel), w01));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(s1 + pixel), w11));
      sum2 = f32x4.add(sum2, f32x4.mul(v128.load(s2 + pixel), w21));
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(s0 + 2 * pixel), w02));
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(s1 + 2 * pixel), w12));
      sum2 = f32x4.add(sum2, f32x4.mul(v128.load(s2 + 2 * pixel), w22));
      storeLanes(to, f32x4.add(f32x4.add(sum0, sum1), sum2), lanes);
      s0 += step;
      s1 += step;
      s2 += step;
      to += pixel;
    }
  }
}

/** Target columns from `first` to `end`, any kernel, tap by tap. */
function filterPixels(
  pass: Pass, source: usize, n: i32, top: i32, w: usize, target: usize,
  first: i32, end: i32, firstChannel: i32, endChannel: i32,
): void {
  const pixel = (<usize>pass.channels) << 2;
  const row = <usize>pass.sourceWidth * pixel;
  const tapBytes = (<usize>(pass.tapStep * pass.channels)) << 2;
  const top0 = max(0, -top);
  const top1 = min(pass.kernelHeight, pass.sourceHeight - top);
  for (let column = first; column < end; column++) {
    const left = column * pass.strideWidth - pass.padLeft;
    const left0 = max(0, -left);
    const left1 = min(pass.kernelWidth, pass.sourceWidth - left);
    for (let channel = firstChannel; channel < endChannel; channel += 4) {
      const offset = (<usize>channel) << 2;
      let sum = f32x4.splat(0);
      for (let i = top0; i < top1; i++) {
        let from = source + <usize>(n * pass.sourceHeight + top + i) * row + <usize>(left + left0) * pixel + offset;
        let weight = w + ((<usize>(pass.firstTap * pass.channels)) << 2) + <usize>(i * pass.kernelWidth + left0) * tapBytes + offset;
        for (let j = left0; j < left1; j++) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(from), v128.load(weight)));
          from += pixel;
          weight += tapBytes;
        }
      }
      storeLanes(target + <usize>column * pixel + offset, sum, endChannel - channel);
    }
  }
}

/** The input gradient at any stride: each input pixel gathers from the output pixels that saw it. Threads take rows of dx. */
function gatherInputGradient(g: Geometry, dy: usize, w: usize, dx: usize, thread: i32, threads: i32): void {
  const rows = g.n * g.height;
  const pixel = (<usize>g.channels) << 2;
  const dyRow = <usize>g.outWidth * pixel;
  for (let row = shareStart(rows, thread, threads); row < shareStart(rows, thread + 1, threads); row++) {
    const n = row / g.height;
    const y = (row % g.height) + g.padTop;
    const firstOutY = y / g.strideHeight;
    const firstI = y % g.strideHeight;
    for (let column = 0; column < g.width; column++) {
      const x = column + g.padLeft;
      const firstOutX = x / g.strideWidth;
      const firstJ = x % g.strideWidth;
      const target = dx + <usize>(row * g.width + column) * pixel;
      for (let channel = 0; channel < g.channels; channel += 4) {
        const offset = (<usize>channel) << 2;
        let sum = f32x4.splat(0);
        let outY = firstOutY;
        for (let i = firstI; i < g.kernelHeight && outY >= 0; i += g.strideHeight) {
          if (outY < g.outHeight) {
            let outX = firstOutX;
            for (let j = firstJ; j < g.kernelWidth && outX >= 0; j += g.strideWidth) {
              if (outX < g.outWidth) {
                const gradient = v128.load(dy + <usize>(n * g.outHeight + outY) * dyRow + <usize>outX * pixel + offset);
                const weight = v128.load(w + <usize>(i * g.kernelWidth + j) * pixel + offset);
                sum = f32x4.add(sum, f32x4.mul(gradient, weight));
              }
              outX--;
            }
          }
          outY--;
        }
        storeLanes(target + offset, sum, g.channels - channel);
      }
    }
  }
}
