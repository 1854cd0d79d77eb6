import type { backend_util } from '@tensorflow/tfjs-core';
import { constants } from './wgsl.ts';

export type ConvInfo = backend_util.Conv2DInfo;

/** Whether our shaders take a convolution: images [N, H, W, C], and no gaps between the taps. */
export function isPlain({ dataFormat, dilationHeight, dilationWidth }: ConvInfo): boolean {
  return dataFormat === 'channelsLast' && dilationHeight === 1 && dilationWidth === 1;
}

/** Whether every output pixel sees one input pixel, which is not shifted. */
export function isPointwise({ filterHeight, filterWidth, padInfo }: ConvInfo): boolean {
  return filterHeight === 1 && filterWidth === 1 && padInfo.top === 0 && padInfo.left === 0;
}

/** Whether every output pixel sees just the input pixel at its own place. */
export function isInPlace(info: ConvInfo): boolean {
  const { strideHeight, strideWidth, inHeight, inWidth, outHeight, outWidth } = info;
  const unmoved = strideHeight === 1 && strideWidth === 1 && inHeight === outHeight && inWidth === outWidth;
  return unmoved && isPointwise(info);
}

/** The sizes of a convolution as a shader's constants. */
export function geometry(info: ConvInfo): string {
  return `${constants({
    IN_HEIGHT: info.inHeight,
    IN_WIDTH: info.inWidth,
    OUT_HEIGHT: info.outHeight,
    OUT_WIDTH: info.outWidth,
    KERNEL_WIDTH: info.filterWidth,
    STRIDE_HEIGHT: info.strideHeight,
    STRIDE_WIDTH: info.strideWidth,
  })}
const PAD = vec2<i32>(${info.padInfo.top}, ${info.padInfo.left});
fn inside(y: i32, x: i32) -> bool { return y >= 0 && x >= 0 && y < i32(IN_HEIGHT) && x < i32(IN_WIDTH); }`;
}

/** Tells a convolution's sizes from all others. */
export function geometryKey(info: ConvInfo): string {
  const { top, left } = info.padInfo;
  const { strideHeight, strideWidth } = info;
  return [info.inShape, info.filterShape, info.outShape, [strideHeight, strideWidth, top, left]]
    .map((sizes) => sizes.join())
    .join(' ');
}
