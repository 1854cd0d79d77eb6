import { backend_util } from '@tensorflow/tfjs-core';

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
