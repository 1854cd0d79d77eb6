import type { TensorInfo } from '@tensorflow/tfjs-core';
import {
  BATCH_NORMALIZATION,
  BATCH_NORMALIZATION_GRADIENT,
  type BatchNormalizationAttributes,
  CLIPPED_BATCH_NORMALIZATION,
} from '../../../ops/kernels.ts';
import { kernel, kernelOrStock, type Replacement } from '../../kernels/replacement.ts';
import type { Tensors } from './tensors.ts';

type Inputs = Record<string, TensorInfo>;

/** Batch normalization in training, its gradient, and TF.js' FusedBatchNorm, which is the form for predicting. */
export function normalizationKernels(tensors: Tensors): Replacement[] {
  const { pool } = tensors;
  const { kernels } = pool;
  const addresses = (...infos: (TensorInfo | undefined)[]) => infos.map((info) => tensors.address(info!));
  const batchNormalization = (kernelName: string) =>
    kernel(kernelName, ({ x, gamma, beta }, { epsilon, low, high }: BatchNormalizationAttributes) => {
      const { rows, channels } = sizes(x!);
      const outputs = [tensors.output(x!.shape), tensors.output([channels]), tensors.output([channels])];
      const [xAt, gammaAt, betaAt] = addresses(x, gamma, beta) as [number, number, number];
      const [yAt, meanAt, varianceAt] = addresses(...outputs) as [number, number, number];
      const scratch = pool.scratch(kernels.batchNormalizationScratch(channels));
      kernels.batchNormalization(
        xAt,
        gammaAt,
        betaAt,
        yAt,
        meanAt,
        varianceAt,
        scratch,
        rows,
        channels,
        epsilon,
        low,
        high,
      );
      return outputs;
    });
  return [
    batchNormalization(BATCH_NORMALIZATION),
    batchNormalization(CLIPPED_BATCH_NORMALIZATION),
    kernel(BATCH_NORMALIZATION_GRADIENT, (inputs: Inputs, { epsilon, low, high }: BatchNormalizationAttributes) => {
      const { x, dy, gamma, beta, mean, variance } = inputs;
      const { rows, channels } = sizes(x!);
      const outputs = [tensors.output(x!.shape), tensors.output([channels]), tensors.output([channels])];
      const read = addresses(x, dy, gamma, beta, mean, variance) as [number, number, number, number, number, number];
      const written = addresses(...outputs) as [number, number, number];
      const scratch = pool.scratch(kernels.batchNormalizationScratch(channels));
      kernels.batchNormalizationGradient(...read, ...written, scratch, rows, channels, epsilon, low, high);
      return outputs;
    }),
    kernelOrStock('FusedBatchNorm', (inputs: Inputs, { varianceEpsilon }: { varianceEpsilon: number }) => {
      const { x, mean, variance, offset, scale } = inputs;
      const { rows, channels } = sizes(x!);
      const perChannel = [mean, variance, offset, scale];
      if (!perChannel.every((tensor) => tensor?.shape.length === 1 && tensor.shape[0] === channels)) return undefined;
      const y = tensors.output(x!.shape);
      const read = addresses(x, scale, offset, mean, variance) as [number, number, number, number, number];
      const scratch = pool.scratch(kernels.batchNormalizationScratch(channels));
      kernels.batchNormalizationInference(...read, tensors.address(y), scratch, rows, channels, varianceEpsilon);
      return y;
    }),
  ];
}

/** All axes but the last are rows. */
function sizes({ shape }: TensorInfo): { rows: number; channels: number } {
  return { rows: shape.slice(0, -1).reduce((size, length) => size * length, 1), channels: shape.at(-1) ?? 1 };
}
