// Max pooling and its gradient, any window and stride. What lies outside the image takes no part.

import { currentGeometry, Geometry } from './geometry';
import { MAX_POOL, MAX_POOL_GRADIENT } from './kernels';
import { WORTH_SHARING_VALUES, address, launch, setAddress, shareStart } from './pool';
import { storeLanes, zeroFloats } from './vectors';

function isWorthSharing(g: Geometry): bool {
  return g.n * g.outHeight * g.outWidth * g.channels > WORTH_SHARING_VALUES;
}

/** y [n, outHeight, outWidth, channels]. */
export function maxPool(x: usize, y: usize): void {
  setAddress(0, x);
  setAddress(1, y);
  launch(MAX_POOL, isWorthSharing(currentGeometry()));
}

export function runMaxPool(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const rows = g.n * g.outHeight;
  const pixel = (<usize>g.channels) << 2;
  const row = <usize>g.width * pixel;
  for (let outRow = shareStart(rows, thread, threads); outRow < shareStart(rows, thread + 1, threads); outRow++) {
    const image = address(0) + <usize>((outRow / g.outHeight) * g.height) * row;
    const top = (outRow % g.outHeight) * g.strideHeight - g.padTop;
    const y0 = max(0, top);
    const y1 = min(g.height, top + g.kernelHeight);
    for (let column = 0; column < g.outWidth; column++) {
      const left = column * g.strideWidth - g.padLeft;
      const x0 = max(0, left);
      const x1 = min(g.width, left + g.kernelWidth);
      const target = address(1) + <usize>(outRow * g.outWidth + column) * pixel;
      const from = image + <usize>y0 * row + <usize>x0 * pixel;
      if (y1 - y0 == 3 && x1 - x0 == 3) largestOf9(from, row, pixel, target, g.channels);
      else largest(from, y1 - y0, x1 - x0, row, pixel, target, g.channels);
    }
  }
}

/** The largest value in a window, channel by channel. */
function largest(window: usize, height: i32, width: i32, row: usize, pixel: usize, target: usize, channels: i32): void {
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << 2;
    let best = f32x4.splat(-Infinity);
    for (let y = 0; y < height; y++) {
      let from = window + <usize>y * row + offset;
      for (let x = 0; x < width; x++) {
        best = f32x4.pmax(best, v128.load(from));
        from += pixel;
      }
    }
    storeLanes(target + offset, best, channels - channel);
  }
}

function largestOf9(window: usize, row: usize, pixel: usize, target: usize, channels: i32): void {
  const right = pixel * 2;
  for (let channel = 0; channel < channels; channel += 4) {
    const row0 = window + ((<usize>channel) << 2);
    const row1 = row0 + row;
    const row2 = row1 + row;
    let best0 = f32x4.pmax(v128.load(row0), v128.load(row0 + pixel));
    let best1 = f32x4.pmax(v128.load(row1), v128.load(row1 + pixel));
    let best2 = f32x4.pmax(v128.load(row2), v128.load(row2 + pixel));
    best0 = f32x4.pmax(best0, v128.load(row0 + right));
    best1 = f32x4.pmax(best1, v128.load(row1 + right));
    best2 = f32x4.pmax(best2, v128.load(row2 + right));
    storeLanes(target + ((<usize>channel) << 2), f32x4.pmax(f32x4.pmax(best0, best1), best2), channels - channel);
  }
}

/** dx [n, height, width, channels]: each output's gradient goes to the first of its inputs that equals it. */
export function maxPoolGradient(x: usize, y: usize, dy: usize, dx: usize): void {
  setAddress(0, x);
  setAddress(1, dy);
  setAddress(2, dx);
  setAddress(3, y);
  launch(MAX_POOL_GRADIENT, isWorthSharing(currentGeometry()));
}

/** Threads take rows of dx; a window that reaches into two threads' rows is looked at by both, and each keeps what falls into its own. */
export function runMaxPoolGradient(thread: i32, threads: i32): void {
  const g = currentGeometry();
  const end = shareStart(g.n * g.height, thread + 1, threads);
  let row = shareStart(g.n * g.height, thread, threads);
  while (row < end) {
    const n = row / g.height;
    const imageEnd = min(end, (n + 1) * g.height);
    spreadToRows(g, n, row - n * g.height, imageEnd - n * g.height);
    row = imageEnd;
  }
}

/** Gradients of one image for rows `first` to `end` of dx. */
function spreadToRows(g: Geometry, n: i32, first: i32, end: i32): void {
  const pixel = (<usize>g.channels) << 2;
  const row = <usize>g.width * pixel;
  const x = address(0) + <usize>(n * g.height) * row;
  const dx = address(2) + <usize>(n * g.height) * row;
  zeroFloats(dx + <usize>first * row, (end - first) * g.width * g.channels);
  const firstOut = max(0, (first + g.padTop - g.kernelHeight + g.strideHeight) / g.strideHeight);
  const lastOut = min(g.outHeight - 1, (end - 1 + g.padTop) / g.strideHeight);
  for (let outRow = firstOut; outRow <= lastOut; outRow++) {
    const top = outRow * g.strideHeight - g.padTop;
    const y0 = max(0, top);
    const y1 = min(end, top + g.kernelHeight);
    for (let column = 0; column < g.outWidth; column++) {
      const left = column * g.strideWidth - g.padLeft;
      const x0 = max(0, left);
      const x1 = min(g.width, left + g.kernelWidth);
      const window = <usize>y0 * row + <usize>x0 * pixel;
      const outPixel = <usize>((n * g.outHeight + outRow) * g.outWidth + column) * pixel;
      if (top >= first && y1 - y0 == 3 && x1 - x0 == 3 && (g.channels & 3) == 0) {
        spreadWindow3x3(x + window, dx + window, outPixel, row, pixel, g.channels);
      } else {
        spreadWindow(x + window, dx + window, outPixel, first - y0, y1 - y0, x1 - x0, row, pixel, g.channels);
      }
    }
  }
}

/** Gradients of one window. Its rows before `firstOwned` belong to another thread; they only say whether the value was found there. */
function spreadWindow(
  x: usize, dx: usize, outPixel: usize, firstOwned: i32, height: i32, width: i32, row: usize, pixel: usize, channels: i32,
): void {
  const largest = address(3) + outPixel;
  const gradients = address(1) + outPixel;
  for (let channel = 0; channel < channels; channel += 4) {
    const offset = (<usize>channel) << 2;
    const lanes = channels - channel;
    const value = v128.load(largest + offset);
    const gradient = v128.load(gradients + offset);
    let open = i32x4.splat(-1);
    for (let y = 0; y < height; y++) {
      let place = <usize>y * row + offset;
      for (let column = 0; column < width; column++) {
        const equal = f32x4.eq(v128.load(x + place), value);
        if (y >= firstOwned) {
          const share = v128.and(gradient, v128.and(equal, open));
          storeLanes(dx + place, f32x4.add(v128.load(dx + place), share), lanes);
        }
        open = v128.andnot(open, equal);
        place += pixel;
      }
    }
  }
}

/** The same for 3 × 3 inputs that all belong to this thread. */
function spreadWindow3x3(x: usize, dx: usize, outPixel: usize, row: usize, pixel: usize, channels: i32): void {
  const largest = address(3) + outPixel;
  const gradients = address(1) + outPixel;
  const end = (<usize>channels) << 2;
  for (let offset: usize = 0; offset < end; offset += 16) {
    const value = v128.load(largest + offset);
    let gradient = v128.load(gradients + offset);
    gradient = spreadRow(x + offset, dx + offset, pixel, value, gradient);
    gradient = spreadRow(x + offset + row, dx + offset + row, pixel, value, gradient);
    spreadRow(x + offset + 2 * row, dx + offset + 2 * row, pixel, value, gradient);
  }
}

/** Three inputs side by side. @returns the gradient where none of them took it, else 0. */
// @ts-ignore: decorator
@inline
function spreadRow(x: usize, dx: usize, pixel: usize, value: v128, gradient: v128): v128 {
  const equal0 = f32x4.eq(v128.load(x), value);
  v128.store(dx, f32x4.add(v128.load(dx), v128.and(gradient, equal0)));
  gradient = v128.andnot(gradient, equal0);
  const equal1 = f32x4.eq(v128.load(x + pixel), value);
  v128.store(dx + pixel, f32x4.add(v128.load(dx + pixel), v128.and(gradient, equal1)));
  gradient = v128.andnot(gradient, equal1);
  const equal2 = f32x4.eq(v128.load(x + 2 * pixel), value);
  v128.store(dx + 2 * pixel, f32x4.add(v128.load(dx + 2 * pixel), v128.and(gradient, equal2)));
  return v128.andnot(gradient, equal2);
}
