import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { kernel, kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import type { WindowAttributes } from '../../kernels/window.ts';
import { geometryOf, requireGeometry } from './geometry.ts';
import type { Tensors } from './tensors.ts';

type Inputs = Record<string, TensorInfo>;
type PoolAttributes = WindowAttributes & { filterSize: number | [number, number] };

/** MaxPool and its gradient. */
export function poolingKernels(tensors: Tensors): Replacement[] {
  const { kernels } = tensors.pool;
  return [
    kernelOrStock('MaxPool', ({ x }: Inputs, attributes: PoolAttributes) => {
      const info = poolInfo(x!, attributes);
      const geometry = geometryOf(info);
      if (!geometry || x!.dtype !== 'float32') return undefined;
      const y = tensors.output(info.outShape);
      kernels.setGeometry(...geometry);
      kernels.maxPool(tensors.address(x!), tensors.address(y));
      return y;
    }),
    kernel('MaxPoolGrad', ({ dy, input, output }, attributes: PoolAttributes) => {
      const info = poolInfo(input!, attributes);
      kernels.setGeometry(...requireGeometry(info, 'MaxPoolGrad'));
      const dx = tensors.output(info.inShape);
      const read = [tensors.address(input!), tensors.address(output!), tensors.address(dy!)] as const;
      kernels.maxPoolGradient(...read, tensors.address(dx));
      return dx;
    }),
  ];
}

function poolInfo(x: TensorInfo, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) {
  const shape = x.shape as [number, number, number, number];
  return backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}
