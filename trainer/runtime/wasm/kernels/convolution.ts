import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel, kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import { convolutionInfo, type WindowAttributes } from '../../kernels/window.ts';
import { geometryOf, requireGeometry } from './geometry.ts';
import type { Tensors } from './tensors.ts';

type Inputs = Record<string, TensorInfo>;

/** Conv2D and its gradients. */
export function convolutionKernels(tensors: Tensors): Replacement[] {
  const { pool } = tensors;
  const { kernels } = pool;
  return [
    kernelOrStock('Conv2D', ({ x, filter }: Inputs, attributes: WindowAttributes) => {
      const info = convolutionInfo(x!.shape, filter!.shape, attributes, false);
      const geometry = geometryOf(info);
      if (!geometry) return undefined;
      const y = tensors.output(info.outShape);
      kernels.setGeometry(...geometry);
      const scratch = pool.scratch(kernels.convolutionScratch());
      kernels.convolution(tensors.address(x!), tensors.address(filter!), tensors.address(y), scratch);
      return y;
    }),
    kernel('Conv2DBackpropInput', ({ dy, filter }, attributes: WindowAttributes & { inputShape: number[] }) => {
      const info = convolutionInfo(attributes.inputShape, filter!.shape, attributes, false);
      kernels.setGeometry(...requireGeometry(info, 'Conv2DBackpropInput'));
      const dx = tensors.output(info.inShape);
      const scratch = pool.scratch(kernels.convolutionInputGradientScratch());
      kernels.convolutionInputGradient(tensors.address(dy!), tensors.address(filter!), tensors.address(dx), scratch);
      return dx;
    }),
    kernel('Conv2DBackpropFilter', ({ x, dy }, attributes: WindowAttributes & { filterShape: number[] }) => {
      const info = convolutionInfo(x!.shape, attributes.filterShape, attributes, false);
      kernels.setGeometry(...requireGeometry(info, 'Conv2DBackpropFilter'));
      const dw = tensors.output(info.filterShape);
      const scratch = pool.scratch(kernels.convolutionFilterGradientScratch());
      kernels.convolutionFilterGradient(tensors.address(x!), tensors.address(dy!), tensors.address(dw), scratch);
      return dw;
    }),
  ];
}
