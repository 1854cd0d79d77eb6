import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { ADAM, CLIPPED_RELU, CLIPPED_RELU_GRADIENT } from '../../../ops/kernels.ts';
import { kernel, type Replacement } from '../../kernels/replacement.ts';
import type { Tensors } from './tensors.ts';

/** ReLU with its gradient, and the Adam update. */
export function elementwiseKernels(tensors: Tensors): Replacement[] {
  const { kernels } = tensors.pool;
  const addresses = (...infos: (TensorInfo | undefined)[]) => infos.map((info) => tensors.address(info!));
  return [
    kernel(CLIPPED_RELU, ({ x }, { maxValue }: { maxValue: number }) => {
      const y = tensors.output(x!.shape);
      kernels.relu(tensors.address(x!), tensors.address(y), util.sizeFromShape(x!.shape), maxValue);
      return y;
    }),
    kernel(CLIPPED_RELU_GRADIENT, ({ dy, y }, { maxValue }: { maxValue: number }) => {
      const dx = tensors.output(y!.shape);
      const [dyAt, yAt, dxAt] = addresses(dy, y, dx) as [number, number, number];
      kernels.reluGradient(dyAt, yAt, dxAt, util.sizeFromShape(y!.shape), maxValue);
      return dx;
    }),
    kernel(
      ADAM,
      (
        { variable, m, v, gradient, stepSize },
        { beta1, beta2, epsilon }: { beta1: number; beta2: number; epsilon: number },
      ) => {
        const outputs = [variable, m, v].map((tensor) => tensors.output(tensor!.shape));
        const read = addresses(variable, m, v, gradient, stepSize) as [number, number, number, number, number];
        const written = addresses(...outputs) as [number, number, number];
        kernels.adam(...read, ...written, util.sizeFromShape(variable!.shape), beta1, beta2, epsilon);
        return outputs;
      },
    ),
  ];
}
