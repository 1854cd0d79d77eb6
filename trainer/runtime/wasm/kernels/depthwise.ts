import type { backend_util, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel, kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import { convolutionInfo, type WindowAttributes } from '../../kernels/window.ts';
import { geometryOf, requireGeometry } from './geometry.ts';
import type { Tensors } from './tensors.ts';

type Inputs = Record<string, TensorInfo>;

/** DepthwiseConv2dNative and its gradients, one filter a channel. */
export function depthwiseKernels(tensors: Tensors): Replacement[] {
  const { pool } = tensors;
  const { kernels } = pool;
  return [
    kernelOrStock('DepthwiseConv2dNative', ({ x, filter }: Inputs, attributes: WindowAttributes) => {
      const info = convolutionInfo(x!.shape, filter!.shape, attributes, true);
      const geometry = geometryOf(info);
      if (!geometry || info.outChannels !== info.inChannels) return undefined;
      const y = tensors.output(info.outShape);
      kernels.setGeometry(...geometry);
      const scratch = pool.scratch(kernels.depthwiseScratch());
      kernels.depthwise(tensors.address(x!), tensors.address(filter!), tensors.address(y), scratch);
      return y;
    }),
    kernel(
      'DepthwiseConv2dNativeBackpropInput',
      ({ dy, filter }, attributes: WindowAttributes & { inputShape: number[] }) => {
        const info = convolutionInfo(attributes.inputShape, filter!.shape, attributes, true);
        requireOneFilter(info);
        kernels.setGeometry(...requireGeometry(info, 'DepthwiseConv2dNativeBackpropInput'));
        const dx = tensors.output(info.inShape);
        const scratch = pool.scratch(kernels.depthwiseInputGradientScratch());
        kernels.depthwiseInputGradient(tensors.address(dy!), tensors.address(filter!), tensors.address(dx), scratch);
        return dx;
      },
    ),
    kernel(
      'DepthwiseConv2dNativeBackpropFilter',
      ({ x, dy }, attributes: WindowAttributes & { filterShape: number[] }) => {
        const info = convolutionInfo(x!.shape, attributes.filterShape, attributes, true);
        requireOneFilter(info);
        kernels.setGeometry(...requireGeometry(info, 'DepthwiseConv2dNativeBackpropFilter'));
        const dw = tensors.output(info.filterShape);
        const scratch = pool.scratch(kernels.depthwiseFilterGradientScratch());
        kernels.depthwiseFilterGradient(tensors.address(x!), tensors.address(dy!), tensors.address(dw), scratch);
        return dw;
      },
    ),
  ];
}

function requireOneFilter({ inChannels, outChannels }: backend_util.Conv2DInfo): void {
  if (inChannels === outChannels) return;
  throw new Error(
    `Gradients of depthwise convolutions on the wasm runtime need one filter a channel, not ${outChannels / inChannels}.`,
  );
}
