import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Compute } from '../compute.ts';
import { type ConvInfo, geometry, geometryKey, isInPlace } from './geometry.ts';
import { oneByOne, product, sideBySide } from './product.ts';
import { constants, lanesOf } from './wgsl.ts';

/**
 * The gradient of the loss for a convolution's filter, from its input and the gradient for its output: the product patchesᵀ · dy, where
 * patches [pixels, taps · channels] has, for every output pixel, the input values that it saw. The patches are never written out.
 */
export function filterGradient(compute: Compute, info: ConvInfo, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const { batchSize, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels } = info;
  const [patches, gradients] = [lanesOf(inChannels), lanesOf(outChannels)];
  // Then no size is divided by, and one shader does for all.
  const inPlace = isInPlace(info);
  const spec = {
    name: `filter gradient ${patches.type} ${gradients.type} ${inPlace ? 'in place' : geometryKey(info)}`,
    rows: filterHeight * filterWidth * inChannels,
    columns: outChannels,
    depth: batchSize * outHeight * outWidth,
    inputs: [
      ['x', patches.type],
      ['dy', gradients.type],
    ] as const,
    functions: `${inPlace ? sideBySide('left', 'sizes.rows', patches.width, 'x') : patchesInWindow(info)}
${sideBySide('right', 'sizes.columns', gradients.width, 'dy')}`,
  };
  return product(compute, spec, [x, dy], info.filterShape);
}

function patchesInWindow(info: ConvInfo): string {
  const left =
    lanesOf(info.inChannels).width === 4
      ? `fn left(pixel: u32, first: u32) -> vec4<f32> {
  let start = seen(pixel, first);
  if (first >= sizes.rows || start < 0) { return vec4<f32>(); }
  return x[start / 4];
}`
      : oneByOne('left', 'sizes.rows', 'select(0.0, x[max(seen(depth, at), 0)], seen(depth, at) >= 0)');
  return `${geometry(info)}
${constants({ CHANNELS: info.inChannels })}
${SEEN}
${left}`;
}

/** Where in x a row of the patches finds its value for an output pixel; −1 where the window is over the edge. */
const SEEN = `fn seen(pixel: u32, row: u32) -> i32 {
  let tap = row / CHANNELS;
  let y = i32(pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE_HEIGHT + tap / KERNEL_WIDTH) - PAD.x;
  let x = i32(pixel % OUT_WIDTH * STRIDE_WIDTH + tap % KERNEL_WIDTH) - PAD.y;
  if (!inside(y, x)) { return -1; }
  let image = pixel / (OUT_WIDTH * OUT_HEIGHT);
  return i32(((image * IN_HEIGHT + u32(y)) * IN_WIDTH + u32(x)) * CHANNELS + row % CHANNELS);
}`;
