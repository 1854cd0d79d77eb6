import { UserError } from '../../core/errors.ts';
import { BATCH_NORMALIZATION, type LayerList, type LayerOptions } from './layer-list.ts';

/** Filters and stride of the 13 depthwise separable blocks. */
const BLOCKS = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
] as const;
const FIRST_FILTERS = 32;

/**
 * MobileNet v1 without its top, as in keras.applications (keras/src/applications/mobilenet.py; Howard et al. 2017, arXiv 1704.04861): the
 * same layers with the same names in the same order. `alpha` scales the number of filters of every layer. Expects pixels scaled to
 * −1 … 1; returns the name of the last layer, with 1024 · alpha channels at 1/32 of the size.
 */
export function mobilenet(list: LayerList, input: string, alpha: number): string {
  if (Math.floor(FIRST_FILTERS * alpha) < 1) {
    throw new UserError(
      `model.alpha: ${alpha} leaves mobilenet's first layer without filters; the smallest is ${1 / FIRST_FILTERS}.`,
    );
  }
  const width = (filters: number) => Math.floor(filters * alpha);
  let x = list.add('conv1', convolution(width(FIRST_FILTERS), 3, 2), input);
  x = normalizedRelu6(list, 'conv1', x);
  for (const [i, [filters, stride]] of BLOCKS.entries()) x = block(list, i + 1, width(filters), stride, x);
  return x;
}

function block(list: LayerList, id: number, filters: number, stride: number, input: string): string {
  let x = input;
  // Zeros below and to the right, whatever the size: on odd sizes this differs from 'same', which pads both sides.
  if (stride > 1) x = list.add(`conv_pad_${id}`, { kind: 'ZeroPadding2D', padding: ZERO_PADDING }, x);
  const padding = stride > 1 ? 'valid' : 'same';
  const depthwise: LayerOptions = {
    kind: 'DepthwiseConv2D',
    kernelSize: [3, 3],
    strides: [stride, stride],
    padding,
    useBias: false,
  };
  x = normalizedRelu6(list, `conv_dw_${id}`, list.add(`conv_dw_${id}`, depthwise, x));
  return normalizedRelu6(list, `conv_pw_${id}`, list.add(`conv_pw_${id}`, convolution(filters, 1, 1), x));
}

const ZERO_PADDING = [
  [0, 1],
  [0, 1],
] as const;

function normalizedRelu6(list: LayerList, name: string, input: string): string {
  const x = list.add(`${name}_bn`, BATCH_NORMALIZATION, input);
  return list.add(`${name}_relu`, { kind: 'ReLU', maxValue: 6 }, x);
}

function convolution(filters: number, size: number, stride: number): LayerOptions {
  return {
    kind: 'Conv2D',
    filters,
    kernelSize: [size, size],
    strides: [stride, stride],
    padding: 'same',
    useBias: false,
  };
}
