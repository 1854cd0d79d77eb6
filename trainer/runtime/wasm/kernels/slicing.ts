import { slice_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import type { Tensors } from './tensors.ts';

type Quadruple = [number, number, number, number];

/** Slice of f32 images; TF.js' own copies them row by row in JavaScript. */
export function slicingKernels(tensors: Tensors): Replacement[] {
  const { kernels } = tensors.pool;
  return [
    kernelOrStock('Slice', ({ x }: Record<string, TensorInfo>, attributes: { begin: number[]; size: number[] }) => {
      if (x!.dtype !== 'float32' || x!.shape.length !== 4) return undefined;
      const [begin, size] = slice_util.parseSliceParams(x!, attributes.begin, attributes.size);
      slice_util.assertParamsValid(x!, begin!, size!);
      const y = tensors.output(size!);
      const [, height, width, channels] = x!.shape as Quadruple;
      const addresses = [tensors.address(x!), tensors.address(y)] as const;
      kernels.slice(...addresses, height, width, channels, ...(size as Quadruple), ...(begin as Quadruple));
      return y;
    }),
  ];
}
