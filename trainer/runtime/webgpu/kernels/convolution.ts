import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import { convolutionInfo, type WindowAttributes } from '../../kernels/window.ts';
import type { Compute, Shader } from '../compute.ts';
import { filterGradient } from './filter-gradient.ts';
import { type ConvInfo, geometryKey, isInPlace, isPlain, isPointwise } from './geometry.ts';
import type { Transposed } from './products.ts';
import { constants, elementwise, groupsFor, lanesOf } from './wgsl.ts';

type Inputs = Record<string, TensorInfo>;

/** Gradients of Conv2D. */
export function convolutionKernels(compute: Compute, matMul: MatMul): Replacement[] {
  return [
    kernelOrStock('Conv2DBackpropFilter', ({ x, dy }: Inputs, attributes: WindowAttributes & FilterShape) => {
      const info = convolutionInfo(x!.shape, attributes.filterShape, attributes, false);
      return isPlain(info) ? filterGradient(compute, info, x!, dy!) : undefined;
    }),
    kernelOrStock('Conv2DBackpropInput', ({ dy, filter }: Inputs, attributes: WindowAttributes & InputShape) => {
      const info = convolutionInfo(attributes.inputShape, filter!.shape, attributes, false);
      return isPlain(info) && isPointwise(info)
        ? pointwiseInputGradient(compute, matMul, info, dy!, filter!)
        : undefined;
    }),
  ];
}

interface FilterShape {
  readonly filterShape: number[];
}
interface InputShape {
  readonly inputShape: number[];
}

/** The kernel for products of matrices. */
type MatMul = (a: TensorInfo, b: TensorInfo, transposed: Transposed) => TensorInfo;

/** dx = dy · filterᵀ at the pixels that the convolution saw, and 0 at those that its strides left out. */
function pointwiseInputGradient(
  compute: Compute,
  matMul: MatMul,
  info: ConvInfo,
  dy: TensorInfo,
  filter: TensorInfo,
): TensorInfo {
  const { inChannels, outChannels } = info;
  const pixels = util.sizeFromShape(dy.shape) / outChannels;
  const product = matMul(
    { ...dy, shape: [1, pixels, outChannels] },
    { ...filter, shape: [1, inChannels, outChannels] },
    { transposeA: false, transposeB: true },
  );
  if (isInPlace(info)) return { ...product, shape: info.inShape };
  const groups = groupsFor(util.sizeFromShape(info.inShape) / lanesOf(inChannels).width);
  const [dx] = compute.run(spreadShader(info), [product], [info.inShape], groups);
  compute.dispose(product);
  return dx!;
}

function spreadShader(info: ConvInfo): Shader {
  const { type, count } = lanesOf(info.inChannels);
  return {
    key: `spread ${geometryKey(info)}`,
    source: () => `${constants({ CHANNELS: count, WIDTH: info.inWidth, HEIGHT: info.inHeight })}
${constants({ DOWN: info.strideHeight, ACROSS: info.strideWidth, SEEN_WIDTH: info.outWidth, SEEN_HEIGHT: info.outHeight })}
${elementwise(
  [['seen', type]],
  [['dx', type]],
  `let pixel = i / CHANNELS;
  let column = pixel % WIDTH;
  let row = pixel / WIDTH % HEIGHT;
  let image = pixel / (WIDTH * HEIGHT);
  let there = row % DOWN == 0u && column % ACROSS == 0u && row / DOWN < SEEN_HEIGHT && column / ACROSS < SEEN_WIDTH;
  let at = ((image * SEEN_HEIGHT + row / DOWN) * SEEN_WIDTH + column / ACROSS) * CHANNELS + i % CHANNELS;
  dx[i] = select(${type}(), seen[at], there);`,
)}`,
  };
}
