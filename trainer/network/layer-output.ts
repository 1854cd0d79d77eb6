import * as tf from '@tensorflow/tfjs-core';
import {
  batchNormalizationInference,
  batchNormalizationRelu,
  batchNormalizationTraining,
} from '../ops/batch-normalization.ts';
import { relu } from '../ops/relu.ts';
import type { Layer } from './graph.ts';
import type { Weights } from './weights.ts';

export type ReLU = Layer & { readonly kind: 'ReLU' };

/** What a layer needs of its forward pass. */
export interface Pass {
  readonly weights: Weights;
  readonly training: boolean;
  /** Batch normalization adds the new values of its moving statistics here, kept beyond any tf.tidy. */
  readonly movingStatistics: Map<string, tf.Tensor>;
  /** Of a batch normalization that trains: the ReLU behind it, whose output is asked for instead of its own. */
  readonly relu?: ReLU | undefined;
}

/** The output of one layer; of a softmax layer, the values before softmax. Images are [N, height, width, channels]. */
export function layerOutput(layer: Layer, inputs: readonly [tf.Tensor, ...tf.Tensor[]], pass: Pass): tf.Tensor {
  const [x] = inputs;
  const image = x as tf.Tensor4D;
  const weight = <R extends tf.Rank>(role: string) => weightOf<R>(layer, role, pass.weights);
  const biased = (y: tf.Tensor) => ('useBias' in layer && layer.useBias ? tf.add(y, weight('bias')) : y);
  switch (layer.kind) {
    case 'InputLayer':
      return x;
    case 'Rescaling':
      return tf.add(tf.mul(x, layer.scale), layer.offset);
    case 'Conv2D':
      return biased(tf.conv2d(image, weight<tf.Rank.R4>('kernel'), [...layer.strides], layer.padding));
    case 'DepthwiseConv2D': {
      const kernel = weight<tf.Rank.R4>('depthwise_kernel');
      return biased(tf.depthwiseConv2d(image, kernel, [...layer.strides], layer.padding));
    }
    case 'SeparableConv2D': {
      const depthwise = tf.depthwiseConv2d(image, weight<tf.Rank.R4>('depthwise_kernel'), 1, layer.padding);
      return biased(tf.conv2d(depthwise, weight<tf.Rank.R4>('pointwise_kernel'), 1, 'valid'));
    }
    case 'BatchNormalization':
      return batchNormalization(layer, x, pass);
    case 'ReLU':
      return relu(x, layer.maxValue);
    case 'MaxPooling2D':
      return tf.maxPool(image, [...layer.poolSize], [...layer.strides], layer.padding);
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = layer.padding;
      return tf.pad(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
    }
    case 'Add':
      return tf.add(x, inputs[1]!);
    case 'GlobalAveragePooling2D':
      return tf.mean(x, [1, 2]);
    case 'Dense':
      return tf.add(tf.matMul(x as tf.Tensor2D, weight<tf.Rank.R2>('kernel')), weight('bias'));
  }
}

function batchNormalization(layer: Layer & { kind: 'BatchNormalization' }, x: tf.Tensor, pass: Pass): tf.Tensor {
  const [gamma, beta, movingMean, movingVariance] = (['gamma', 'beta', 'moving_mean', 'moving_variance'] as const).map(
    (role) => weightOf<tf.Rank.R1>(layer, role, pass.weights),
  ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  if (!pass.training || !layer.trainable) {
    return batchNormalizationInference(x, gamma, beta, movingMean, movingVariance, layer.epsilon);
  }
  const { y, mean, variance } = pass.relu
    ? batchNormalizationRelu(x, gamma, beta, layer.epsilon, pass.relu.maxValue)
    : batchNormalizationTraining(x, gamma, beta, layer.epsilon);
  const moved = (moving: tf.Tensor, batch: tf.Tensor) =>
    tf.keep(tf.add(tf.mul(moving, layer.momentum), tf.mul(batch, 1 - layer.momentum)));
  pass.movingStatistics.set(`${layer.name}/moving_mean`, moved(movingMean, mean));
  pass.movingStatistics.set(`${layer.name}/moving_variance`, moved(movingVariance, variance));
  return y;
}

function weightOf<R extends tf.Rank>(layer: Layer, role: string, weights: Weights): tf.Tensor<R> {
  const name = `${layer.name}/${role}`;
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`The weight ${name} is missing.`);
  return weight as tf.Tensor<R>;
}
