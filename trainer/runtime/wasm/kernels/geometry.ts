import { backend_util } from '@tensorflow/tfjs-core';
import type { Geometry } from '../kernel-binary.ts';

/** How a convolution or pooling was called; the parts that its kernels read. */
export interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: string;
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Shape4D = [number, number, number, number];

export function convolutionInfo(
  xShape: number[],
  filterShape: number[],
  { strides, pad, dataFormat = 'NHWC', dilations = 1, dimRoundingMode }: WindowAttributes,
  depthwise: boolean,
): backend_util.Conv2DInfo {
  const format = backend_util.convertConv2DDataFormat(dataFormat as 'NHWC' | 'NCHW');
  return backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
    format,
  );
}

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
