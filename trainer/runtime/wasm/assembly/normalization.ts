// Batch normalization over rows × channels (Ioffe and Szegedy 2015), training form, and its gradient. Sums run in f32 over blocks of
// rows and in f64 from block to block. They are taken around each channel's first value: a mean far from 0 costs no digits.

import { BATCH_NORMALIZATION, BATCH_NORMALIZATION_GRADIENT, BATCH_NORMALIZATION_INFERENCE } from './kernels';
import { WORTH_SHARING_VALUES, address, barrier, float, int, launch, setAddress, setFloat, setInt, shareStart, threadCount } from './pool';
import { storeLanes } from './vectors';

const BLOCK_ROWS: i32 = 128;

function padded(channels: i32): i32 {
  return (channels + 3) & ~3;
}

/** Two f64 sums per channel and thread, then three vectors of f32 coefficients: see finishStatistics and finishGradient. */
export function batchNormalizationScratch(channels: i32): i32 {
  return padded(channels) * (threadCount() * 16 + 12);
}

function sumsOf(scratch: usize, channels: i32, thread: i32): usize {
  return scratch + <usize>(thread * padded(channels) * 16);
}

function coefficientsOf(scratch: usize, channels: i32): usize {
  return scratch + <usize>(threadCount() * padded(channels) * 16);
}

/**
 * y = (x − mean) / √(variance + epsilon) · gamma + beta, clipped to low … high, with the batch's own mean and (biased) variance, which
 * are written too. Limits of ∓∞ clip nothing.
 */
export function batchNormalization(
  x: usize, gamma: usize, beta: usize, y: usize, mean: usize, variance: usize, scratch: usize,
  rows: i32, channels: i32, epsilon: f32, low: f32, high: f32,
): void {
  setAddress(0, x);
  setAddress(1, gamma);
  setAddress(2, beta);
  setAddress(3, y);
  setAddress(4, mean);
  setAddress(5, variance);
  setAddress(6, scratch);
  setInt(7, rows);
  setInt(8, channels);
  setFloat(9, epsilon);
  setFloat(10, low);
  setFloat(11, high);
  launch(BATCH_NORMALIZATION, rows * channels > WORTH_SHARING_VALUES);
}

export function runBatchNormalization(thread: i32, threads: i32): void {
  const x = address(0);
  const y = address(3);
  const scratch = address(6);
  const rows = int(7);
  const channels = int(8);
  const rowBytes = (<usize>channels) << 2;
  const first = shareStart(rows, thread, threads);
  const end = shareStart(rows, thread + 1, threads);
  const sums = sumsOf(scratch, channels, thread);
  memory.fill(sums, 0, <usize>(padded(channels) * 16));
  for (let row = first; row < end; row += BLOCK_ROWS) {
    sumDeviations(x + <usize>row * rowBytes, x, min(BLOCK_ROWS, end - row), channels, sums);
  }
  barrier(threads);
  const firstChannel = shareStart(channels, thread, threads);
  const endChannel = shareStart(channels, thread + 1, threads);
  for (let channel = firstChannel; channel < endChannel; channel++) finishStatistics(channel, threads);
  barrier(threads);
  const scales = coefficientsOf(scratch, channels);
  normalize(x, address(4), scales, address(2), y, first, end, channels, float(10), float(11));
}

/** Adds Σ(x − pivot) and Σ(x − pivot)² of some rows to the sums of each channel. */
function sumDeviations(x: usize, pivots: usize, rows: i32, channels: i32, sums: usize): void {
  const rowBytes = (<usize>channels) << 2;
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << 2;
    const pivot = v128.load(pivots + offset);
    let sum = f32x4.splat(0), squares = sum, sum2 = sum, squares2 = sum;
    let from = x + offset;
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      const a = f32x4.sub(v128.load(from), pivot);
      const b = f32x4.sub(v128.load(from + rowBytes), pivot);
      sum = f32x4.add(sum, a);
      squares = f32x4.add(squares, f32x4.mul(a, a));
      sum2 = f32x4.add(sum2, b);
      squares2 = f32x4.add(squares2, f32x4.mul(b, b));
      from += 2 * rowBytes;
    }
    if (row < rows) {
      const a = f32x4.sub(v128.load(from), pivot);
      sum = f32x4.add(sum, a);
      squares = f32x4.add(squares, f32x4.mul(a, a));
    }
    addSums(sums, channel, f32x4.add(sum, sum2), f32x4.add(squares, squares2));
  }
}

/** Adds f32 sums of four channels to the f64 sums: per channel, both kinds side by side. */
// @ts-ignore: decorator
@inline
function addSums(sums: usize, channel: i32, a: v128, b: v128): void {
  const to = sums + ((<usize>channel) << 4);
  addPair(to, f32x4.extract_lane(a, 0), f32x4.extract_lane(b, 0));
  addPair(to + 16, f32x4.extract_lane(a, 1), f32x4.extract_lane(b, 1));
  addPair(to + 32, f32x4.extract_lane(a, 2), f32x4.extract_lane(b, 2));
  addPair(to + 48, f32x4.extract_lane(a, 3), f32x4.extract_lane(b, 3));
}

// @ts-ignore: decorator
@inline
function addPair(to: usize, a: f32, b: f32): void {
  store<f64>(to, load<f64>(to) + <f64>a);
  store<f64>(to, load<f64>(to, 8) + <f64>b, 8);
}

/** Sum over the threads, in their order; `which` 0 or 8 picks the kind. */
function total(scratch: usize, channels: i32, channel: i32, threads: i32, which: usize): f64 {
  let sum: f64 = 0;
  for (let thread = 0; thread < threads; thread++) {
    sum += load<f64>(sumsOf(scratch, channels, thread) + ((<usize>channel) << 4) + which);
  }
  return sum;
}

function finishStatistics(channel: i32, threads: i32): void {
  const scratch = address(6);
  const rows = <f64>int(7);
  const channels = int(8);
  const offset = (<usize>channel) << 2;
  const shift = total(scratch, channels, channel, threads, 0) / rows;
  const variance = max<f64>(0, total(scratch, channels, channel, threads, 8) / rows - shift * shift);
  store<f32>(address(4) + offset, <f32>(<f64>load<f32>(address(0) + offset) + shift));
  store<f32>(address(5) + offset, <f32>variance);
  const scale = <f64>load<f32>(address(1) + offset) / Math.sqrt(variance + <f64>float(9));
  store<f32>(coefficientsOf(scratch, channels) + offset, <f32>scale);
}

function normalize(
  x: usize, means: usize, scales: usize, beta: usize, y: usize, first: i32, end: i32, channels: i32, low: f32, high: f32,
): void {
  const lows = f32x4.splat(low);
  const highs = f32x4.splat(high);
  const rowBytes = (<usize>channels) << 2;
  for (let row = first; row < end; row++) {
    const base = <usize>row * rowBytes;
    for (let channel = 0; channel < channels; channel += 4) {
      const offset = (<usize>channel) << 2;
      const deviation = f32x4.sub(v128.load(x + base + offset), v128.load(means + offset));
      const value = f32x4.add(f32x4.mul(deviation, v128.load(scales + offset)), v128.load(beta + offset));
      storeLanes(y + base + offset, f32x4.pmin(f32x4.pmax(value, lows), highs), channels - channel);
    }
  }
}

/** y = (x − mean) / √(variance + epsilon) · gamma + beta with the mean and variance given. */
export function batchNormalizationInference(
  x: usize, gamma: usize, beta: usize, mean: usize, variance: usize, y: usize, scratch: usize,
  rows: i32, channels: i32, epsilon: f32,
): void {
  const scales = coefficientsOf(scratch, channels);
  for (let channel = 0; channel < channels; channel++) {
    const offset = (<usize>channel) << 2;
    const deviation = Math.sqrt(<f64>load<f32>(variance + offset) + <f64>epsilon);
    store<f32>(scales + offset, <f32>(<f64>load<f32>(gamma + offset) / deviation));
  }
  setAddress(0, x);
  setAddress(2, beta);
  setAddress(3, y);
  setAddress(4, mean);
  setAddress(6, scratch);
  setInt(7, rows);
  setInt(8, channels);
  launch(BATCH_NORMALIZATION_INFERENCE, rows * channels > WORTH_SHARING_VALUES);
}

export function runBatchNormalizationInference(thread: i32, threads: i32): void {
  const rows = int(7);
  const channels = int(8);
  const first = shareStart(rows, thread, threads);
  const end = shareStart(rows, thread + 1, threads);
  const scales = coefficientsOf(address(6), channels);
  normalize(address(0), address(4), scales, address(2), address(3), first, end, channels, -Infinity, Infinity);
}

/** dx, dgamma and dbeta from x, dy and what the forward pass wrote. Where y was clipped, dy does not count. */
export function batchNormalizationGradient(
  x: usize, dy: usize, gamma: usize, beta: usize, mean: usize, variance: usize,
  dx: usize, dgamma: usize, dbeta: usize, scratch: usize,
  rows: i32, channels: i32, epsilon: f32, low: f32, high: f32,
): void {
  setAddress(0, x);
  setAddress(1, dy);
  setAddress(2, gamma);
  setAddress(3, mean);
  setAddress(4, variance);
  setAddress(5, dx);
  setAddress(6, scratch);
  setInt(7, rows);
  setInt(8, channels);
  setFloat(9, epsilon);
  setAddress(10, dgamma);
  setAddress(11, dbeta);
  setAddress(12, beta);
  setFloat(13, low);
  setFloat(14, high);
  launch(BATCH_NORMALIZATION_GRADIENT, rows * channels > WORTH_SHARING_VALUES);
}

export function runBatchNormalizationGradient(thread: i32, threads: i32): void {
  const scratch = address(6);
  const rows = int(7);
  const channels = int(8);
  const first = shareStart(rows, thread, threads);
  const end = shareStart(rows, thread + 1, threads);
  const firstChannel = shareStart(channels, thread, threads);
  const endChannel = shareStart(channels, thread + 1, threads);
  const scales = coefficientsOf(scratch, channels);
  for (let channel = firstChannel; channel < endChannel; channel++) {
    const offset = (<usize>channel) << 2;
    const deviation = Math.sqrt(<f64>load<f32>(address(4) + offset) + <f64>float(9));
    store<f32>(scales + offset, <f32>(<f64>load<f32>(address(2) + offset) / deviation));
  }
  barrier(threads);
  const sums = sumsOf(scratch, channels, thread);
  memory.fill(sums, 0, <usize>(padded(channels) * 16));
  for (let row = first; row < end; row += BLOCK_ROWS) sumGradients(row, min(BLOCK_ROWS, end - row), channels, scales, sums);
  barrier(threads);
  for (let channel = firstChannel; channel < endChannel; channel++) finishGradient(channel, threads);
  barrier(threads);
  combineGradient(scales, first, end, channels);
}

/** dy where the output was not clipped, else 0. The output is computed again, which is cheaper than reading it. */
// @ts-ignore: decorator
@inline
function unclipped(dy: v128, deviation: v128, scale: v128, beta: v128, low: v128, high: v128): v128 {
  const y = f32x4.add(f32x4.mul(deviation, scale), beta);
  return v128.and(dy, v128.and(f32x4.gt(y, low), f32x4.lt(y, high)));
}

/** Adds Σdy and Σdy·(x − mean) of some rows. */
function sumGradients(firstRow: i32, rows: i32, channels: i32, scales: usize, sums: usize): void {
  const rowBytes = (<usize>channels) << 2;
  const x = address(0) + <usize>firstRow * rowBytes;
  const dy = address(1) + <usize>firstRow * rowBytes;
  const low = f32x4.splat(float(13));
  const high = f32x4.splat(float(14));
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << 2;
    const mean = v128.load(address(3) + offset);
    const scale = v128.load(scales + offset);
    const beta = v128.load(address(12) + offset);
    let sum = f32x4.splat(0), products = sum, sum2 = sum, products2 = sum;
    let from = x + offset;
    let gradients = dy + offset;
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      const deviation = f32x4.sub(v128.load(from), mean);
      const gradient = unclipped(v128.load(gradients), deviation, scale, beta, low, high);
      sum = f32x4.add(sum, gradient);
      products = f32x4.add(products, f32x4.mul(gradient, deviation));
      const deviation2 = f32x4.sub(v128.load(from + rowBytes), mean);
      const gradient2 = unclipped(v128.load(gradients + rowBytes), deviation2, scale, beta, low, high);
      sum2 = f32x4.add(sum2, gradient2);
      products2 = f32x4.add(products2, f32x4.mul(gradient2, deviation2));
      from += 2 * rowBytes;
      gradients += 2 * rowBytes;
    }
    if (row < rows) {
      const deviation = f32x4.sub(v128.load(from), mean);
      const gradient = unclipped(v128.load(gradients), deviation, scale, beta, low, high);
      sum = f32x4.add(sum, gradient);
      products = f32x4.add(products, f32x4.mul(gradient, deviation));
    }
    addSums(sums, channel, f32x4.add(sum, sum2), f32x4.add(products, products2));
  }
}

/** dgamma, dbeta, and slope and offset of dx = scale·dy + slope·(x − mean) + offset, for one channel. */
function finishGradient(channel: i32, threads: i32): void {
  const scratch = address(6);
  const rows = <f64>int(7);
  const channels = int(8);
  const offset = (<usize>channel) << 2;
  const sum = total(scratch, channels, channel, threads, 0);
  const products = total(scratch, channels, channel, threads, 8);
  const inverseVariance = 1 / (<f64>load<f32>(address(4) + offset) + <f64>float(9));
  const inverseDeviation = Math.sqrt(inverseVariance);
  store<f32>(address(10) + offset, <f32>(products * inverseDeviation));
  store<f32>(address(11) + offset, <f32>sum);
  const scale = <f64>load<f32>(address(2) + offset) * inverseDeviation;
  const coefficients = coefficientsOf(scratch, channels) + offset;
  const vector = (<usize>padded(channels)) << 2;
  store<f32>(coefficients + vector, <f32>((-scale * inverseVariance * products) / rows));
  store<f32>(coefficients + 2 * vector, <f32>((-scale * sum) / rows));
}

function combineGradient(scales: usize, first: i32, end: i32, channels: i32): void {
  const rowBytes = (<usize>channels) << 2;
  const slopes = scales + ((<usize>padded(channels)) << 2);
  const offsets = slopes + ((<usize>padded(channels)) << 2);
  const x = address(0);
  const dy = address(1);
  const means = address(3);
  const beta = address(12);
  const dx = address(5);
  const low = f32x4.splat(float(13));
  const high = f32x4.splat(float(14));
  for (let row = first; row < end; row++) {
    const base = <usize>row * rowBytes;
    for (let channel = 0; channel < channels; channel += 4) {
      const offset = (<usize>channel) << 2;
      const deviation = f32x4.sub(v128.load(x + base + offset), v128.load(means + offset));
      const scale = v128.load(scales + offset);
      const gradient = unclipped(v128.load(dy + base + offset), deviation, scale, v128.load(beta + offset), low, high);
      const scaled = f32x4.mul(gradient, scale);
      const slope = f32x4.mul(deviation, v128.load(slopes + offset));
      storeLanes(dx + base + offset, f32x4.add(f32x4.add(scaled, slope), v128.load(offsets + offset)), channels - channel);
    }
  }
}
