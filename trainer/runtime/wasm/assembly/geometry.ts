import { geometryBlock } from './pool';

/** Sizes of a convolution or pooling, NHWC: input [n, height, width, channels] → output [n, outHeight, outWidth, filters]. */
@unmanaged
export class Geometry {
  n: i32 = 0;
  height: i32 = 0;
  width: i32 = 0;
  channels: i32 = 0;
  outHeight: i32 = 0;
  outWidth: i32 = 0;
  filters: i32 = 0;
  kernelHeight: i32 = 0;
  kernelWidth: i32 = 0;
  strideHeight: i32 = 0;
  strideWidth: i32 = 0;
  padTop: i32 = 0;
  padLeft: i32 = 0;
}

/** The geometry of the kernel about to be launched, or running. */
export function currentGeometry(): Geometry {
  return changetype<Geometry>(geometryBlock());
}

/** The host says the geometry before it calls a kernel that has one. */
export function setGeometry(
  n: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const g = currentGeometry();
  g.n = n;
  g.height = height;
  g.width = width;
  g.channels = channels;
  g.outHeight = outHeight;
  g.outWidth = outWidth;
  g.filters = filters;
  g.kernelHeight = kernelHeight;
  g.kernelWidth = kernelWidth;
  g.strideHeight = strideHeight;
  g.strideWidth = strideWidth;
  g.padTop = padTop;
  g.padLeft = padLeft;
}
