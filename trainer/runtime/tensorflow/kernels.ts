import * as tf from '@tensorflow/tfjs-core';
import {
  BATCH_NORMALIZATION,
  BATCH_NORMALIZATION_GRADIENT,
  type BatchNormalizationAttributes,
  CLIPPED_RELU,
  CLIPPED_RELU_GRADIENT,
} from '../../ops/kernels.ts';
import { Attributes } from './attributes.ts';
import type { TensorFlowBackend } from './backend.ts';

/** What a kernel does with the tensors and attributes it is given. */
export type Run = (inputs: Record<string, tf.Tensor>, attributes: never) => tf.Tensor | tf.Tensor[];

/** Kernels of ops/kernels.ts as TensorFlow's own ops, by name. */
export function kernelsOf(backend: TensorFlowBackend): Record<string, Run> {
  const attributes = new Attributes(backend.binding);
  const op = (name: string, ...inputs: tf.Tensor[]) => backend.executeSingleOutput(name, [attributes.float()], inputs);
  const normalization = (epsilon: number) => [
    attributes.float(),
    attributes.float('U'),
    attributes.number('epsilon', epsilon),
    attributes.string('data_format', 'NHWC'),
    attributes.boolean('is_training', true),
  ];
  return {
    [BATCH_NORMALIZATION]({ x, gamma, beta }, { epsilon }: BatchNormalizationAttributes) {
      const none = tf.tensor1d([], 'float32');
      const inputs = [asImage(x!), gamma!, beta!, none, none];
      const given = [...normalization(epsilon), attributes.number('exponential_avg_factor', 1)];
      const [y, mean, variance] = backend.executeMultipleOutputs('FusedBatchNormV2', given, inputs, 5);
      return [shapedAs(x!, y!), mean!, biased(variance!, rowsOf(x!))];
    },
    [BATCH_NORMALIZATION_GRADIENT]({ x, dy, gamma, mean, variance }, { epsilon }: BatchNormalizationAttributes) {
      // What TensorFlow calls the reserved variance is the inverse deviation where cuDNN computes.
      const reserved = backend.isUsingGpuDevice ? tf.rsqrt(tf.add(variance!, epsilon)) : variance!;
      const inputs = [asImage(dy!), asImage(x!), gamma!, mean!, reserved];
      const outputs = backend.executeMultipleOutputs('FusedBatchNormGradV2', normalization(epsilon), inputs, 5);
      const [dx, dgamma, dbeta] = outputs;
      return [shapedAs(x!, dx!), dgamma!, dbeta!];
    },
    [CLIPPED_RELU]({ x }, { maxValue }: { maxValue: number }) {
      if (maxValue === 6) return op('Relu6', x!);
      const y = op('Relu', x!);
      return maxValue === Number.POSITIVE_INFINITY ? y : tf.minimum(y, maxValue);
    },
    [CLIPPED_RELU_GRADIENT]({ dy, y }, { maxValue }: { maxValue: number }) {
      if (maxValue === 6) return op('Relu6Grad', dy!, y!);
      const dx = op('ReluGrad', dy!, y!);
      return maxValue === Number.POSITIVE_INFINITY ? dx : tf.mul(dx, tf.cast(tf.less(y!, maxValue), 'float32'));
    },
  };
}

/** TensorFlow normalizes images only; features become images of one pixel. */
function asImage(x: tf.Tensor): tf.Tensor {
  return x.rank === 4 ? x : tf.reshape(x, [rowsOf(x), 1, 1, x.shape.at(-1)!]);
}

function shapedAs(like: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return x.rank === like.rank ? x : tf.reshape(x, like.shape);
}

/** How many values each channel has. */
function rowsOf({ size, shape }: tf.Tensor): number {
  return size / shape.at(-1)!;
}

/** TensorFlow gives the unbiased variance, divided by rows − 1 (tensorflow/core/kernels/fused_batch_norm_op.cc); Keras keeps the biased one. */
function biased(variance: tf.Tensor, rows: number): tf.Tensor {
  return rows > 1 ? tf.mul(variance, (rows - 1) / rows) : variance;
}
