import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import { convolutionInfo, type WindowAttributes } from '../../kernels/window.ts';
import type { Compute, Shader } from '../compute.ts';
import { type Columns, columnsOf } from './columns.ts';
import { type ConvInfo, geometry, geometryKey, isPlain } from './geometry.ts';
import { type ColumnSums, columnSums, sumOfParts } from './sums.ts';
import { type Binding, constants, elementwise, groupsFor, lanesOf } from './wgsl.ts';

type Inputs = Record<string, TensorInfo>;

/** Gradients of DepthwiseConv2dNative, one filter a channel. */
export function depthwiseKernels(compute: Compute): Replacement[] {
  return [
    kernelOrStock(
      'DepthwiseConv2dNativeBackpropFilter',
      ({ x, dy }: Inputs, attributes: WindowAttributes & { filterShape: number[] }) => {
        const info = convolutionInfo(x!.shape, attributes.filterShape, attributes, true);
        if (!isPlain(info) || info.outChannels !== info.inChannels) return undefined;
        const columns = columnsOf(info.batchSize * info.outHeight * info.outWidth, info.inChannels);
        const parts = columnSums(compute, columns, filterGradientSums(info, columns), [x!, dy!]);
        return sumOfParts(compute, parts, info.filterShape);
      },
    ),
    kernelOrStock(
      'DepthwiseConv2dNativeBackpropInput',
      ({ dy, filter }: Inputs, attributes: WindowAttributes & { inputShape: number[] }) => {
        const info = convolutionInfo(attributes.inputShape, filter!.shape, attributes, true);
        if (!isPlain(info) || info.outChannels !== info.inChannels) return undefined;
        const groups = groupsFor(util.sizeFromShape(info.inShape) / lanesOf(info.inChannels).width);
        return compute.run(inputGradientShader(info), [dy!, filter!], [info.inShape], groups)[0];
      },
    ),
  ];
}

/** Per tap and channel: Σ dy · x over the output pixels, which are the rows. */
function filterGradientSums(info: ConvInfo, { lanes }: Columns): ColumnSums {
  return {
    name: `depthwise filter gradient ${geometryKey(info)}`,
    sums: info.filterHeight * info.filterWidth,
    inputs: ['x', 'dy'].map((name): Binding => [name, lanes.type]),
    declarations: geometry(info),
    each: `let g = dy[at];
    let image = r / (OUT_HEIGHT * OUT_WIDTH) * IN_HEIGHT;
    let top = i32(r / OUT_WIDTH % OUT_HEIGHT * STRIDE_HEIGHT) - PAD.x;
    let left = i32(r % OUT_WIDTH * STRIDE_WIDTH) - PAD.y;
    for (var tap = 0u; tap < SUMS; tap++) {
      let row = top + i32(tap / KERNEL_WIDTH);
      let column = left + i32(tap % KERNEL_WIDTH);
      if (inside(row, column)) { sums[tap] += g * x[((image + u32(row)) * IN_WIDTH + u32(column)) * sizes.columns + c]; }
    }`,
  };
}

/** Each input value gathers dy from the output pixels that saw it. */
function inputGradientShader(info: ConvInfo): Shader {
  const { type, count } = lanesOf(info.inChannels);
  const inputs = ['dy', 'filters'].map((name): Binding => [name, type]);
  return {
    key: `depthwise input gradient ${geometryKey(info)}`,
    source: () => `${geometry(info)}
${constants({ CHANNELS: count, TAPS: info.filterHeight * info.filterWidth })}
${elementwise(
  inputs,
  [['dx', type]],
  `let c = i % CHANNELS;
  let pixel = i / CHANNELS;
  let bottom = i32(pixel / IN_WIDTH % IN_HEIGHT) + PAD.x;
  let right = i32(pixel % IN_WIDTH) + PAD.y;
  let image = pixel / (IN_HEIGHT * IN_WIDTH) * OUT_HEIGHT;
  var sum = ${type}();
  for (var tap = 0u; tap < TAPS; tap++) {
    let y = bottom - i32(tap / KERNEL_WIDTH);
    let x = right - i32(tap % KERNEL_WIDTH);
    let row = u32(max(y, 0)) / STRIDE_HEIGHT;
    let column = u32(max(x, 0)) / STRIDE_WIDTH;
    let hit = i32(row * STRIDE_HEIGHT) == y && i32(column * STRIDE_WIDTH) == x;
    if (hit && row < OUT_HEIGHT && column < OUT_WIDTH) {
      sum += dy[((image + row) * OUT_WIDTH + column) * CHANNELS + c] * filters[tap * CHANNELS + c];
    }
  }
  dx[i] = sum;`,
)}`,
  };
}
