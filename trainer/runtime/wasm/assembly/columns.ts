import { Geometry } from './geometry';
import { addFloats, copyFloats, zeroFloats } from './vectors';

/** Floats that one output pixel sees: kernelHeight × kernelWidth × channels. */
export function patchSize(g: Geometry): i32 {
  return g.kernelHeight * g.kernelWidth * g.channels;
}

/** Pixels unrolled at a time, so that their patches stay in the second-level cache. */
export function blockPixels(patch: i32): i32 {
  return max(8, (65536 / patch) & ~3);
}

export function columnsBytes(patch: i32): i32 {
  return blockPixels(patch) * patch * 4;
}

/**
 * Writes the patches that `count` output pixels see, one after another, each kernelHeight × kernelWidth × channels ("im2col").
 * Pixels are counted through all images; what lies outside the image is 0.
 */
export function imageToColumns(g: Geometry, image: usize, firstPixel: i32, count: i32, target: usize): void {
  const rowFloats = g.kernelWidth * g.channels;
  const rowBytes = (<usize>rowFloats) << 2;
  const pixelBytes = (<usize>g.channels) << 2;
  const imagePixels = g.outHeight * g.outWidth;
  for (let pixel = firstPixel; pixel < firstPixel + count; pixel++) {
    const n = pixel / imagePixels;
    const y = (pixel % imagePixels) / g.outWidth;
    const x = (pixel % imagePixels) % g.outWidth;
    const left = x * g.strideWidth - g.padLeft;
    const before = min(g.kernelWidth, max(0, -left));
    const after = max(before, min(g.kernelWidth, g.width - left));
    for (let i = 0; i < g.kernelHeight; i++) {
      const row = y * g.strideHeight - g.padTop + i;
      if (row < 0 || row >= g.height) {
        zeroFloats(target, rowFloats);
      } else {
        const source = image + <usize>((n * g.height + row) * g.width + left + before) * pixelBytes;
        zeroFloats(target, before * g.channels);
        copyFloats(target + <usize>before * pixelBytes, source, (after - before) * g.channels);
        zeroFloats(target + <usize>after * pixelBytes, (g.kernelWidth - after) * g.channels);
      }
      target += rowBytes;
    }
  }
}

/** The transpose of `imageToColumns`: adds every patch to the image where it was taken from ("col2im"). */
export function addColumnsToImage(g: Geometry, columns: usize, firstPixel: i32, count: i32, image: usize): void {
  const rowBytes = (<usize>(g.kernelWidth * g.channels)) << 2;
  const pixelBytes = (<usize>g.channels) << 2;
  const imagePixels = g.outHeight * g.outWidth;
  for (let pixel = firstPixel; pixel < firstPixel + count; pixel++) {
    const n = pixel / imagePixels;
    const y = (pixel % imagePixels) / g.outWidth;
    const x = (pixel % imagePixels) % g.outWidth;
    const left = x * g.strideWidth - g.padLeft;
    const before = min(g.kernelWidth, max(0, -left));
    const after = max(before, min(g.kernelWidth, g.width - left));
    for (let i = 0; i < g.kernelHeight; i++) {
      const row = y * g.strideHeight - g.padTop + i;
      if (row >= 0 && row < g.height) {
        const target = image + <usize>((n * g.height + row) * g.width + left + before) * pixelBytes;
        addFloats(target, columns + <usize>before * pixelBytes, (after - before) * g.channels);
      }
      columns += rowBytes;
    }
  }
}
