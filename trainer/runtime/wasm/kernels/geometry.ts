import type { backend_util } from '@tensorflow/tfjs-core';
import type { Geometry } from '../kernel-binary.ts';

/** The sizes as our kernels take them, or undefined where they leave the case to others: NCHW, or gaps between the taps. */
export function geometryOf(info: backend_util.Conv2DInfo): Geometry | undefined {
  if (info.dataFormat !== 'channelsLast' || info.dilationHeight !== 1 || info.dilationWidth !== 1) return undefined;
  return [
    ...([info.batchSize, info.inHeight, info.inWidth, info.inChannels] as const),
    ...([info.outHeight, info.outWidth, info.outChannels] as const),
    ...([info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth] as const),
    ...([info.padInfo.top, info.padInfo.left] as const),
  ];
}

/** For kernels that have no other to leave the case to. */
export function requireGeometry(info: backend_util.Conv2DInfo, kernelName: string): Geometry {
  const geometry = geometryOf(info);
  if (geometry) return geometry;
  throw new Error(
    `${kernelName} on the wasm runtime needs NHWC data and dilation 1, not ${info.dataFormat} and ${info.dilationHeight} × ${info.dilationWidth}.`,
  );
}
