import * as tf from '@tensorflow/tfjs-core';

/** The parts of a training step that TF.js itself and this project do differently. */
export interface StepOps {
  /** Batch normalization in training with epsilon 1e-3, then ReLU. */
  normalizedRelu(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D, maxValue?: number): tf.Tensor4D;
}

/** One layer after another; convolutions carry no bias, and each block ends in batch normalization and ReLU. */
export type Block =
  | { readonly kind: 'convolution'; readonly filters: number; readonly stride: number }
  | { readonly kind: 'separable'; readonly filters: number; readonly stride: number; readonly between: boolean }
  | { readonly kind: 'maxPool' };

export interface Network {
  readonly name: string;
  readonly size: number;
  readonly batch: number;
  readonly maxValue: number | undefined;
  readonly blocks: readonly Block[];
}

const HEADS = [7, 3, 4];

function sepconv(size: number, batch: number): Network {
  const blocks: Block[] = [{ kind: 'convolution', filters: 32, stride: 2 }];
  for (const filters of [64, 128, 256]) {
    blocks.push({ kind: 'separable', filters, stride: 1, between: false }, { kind: 'maxPool' });
  }
  return { name: `4-sepconv net, ${size} px, batch ${batch}`, size, batch, maxValue: undefined, blocks };
}

/** MobileNet v1 (Howard and others 2017): [filters at alpha 1, stride] of its depthwise separable blocks. */
const MOBILENET_BLOCKS = [
  ...([
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const),
  ...([
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
  ] as const),
];

function mobileNet(size: number, batch: number, alpha: number): Network {
  const blocks: Block[] = [{ kind: 'convolution', filters: 32 * alpha, stride: 2 }];
  for (const [filters, stride] of MOBILENET_BLOCKS) {
    blocks.push({ kind: 'separable', filters: filters * alpha, stride, between: true });
  }
  return { name: `MobileNet alpha ${alpha}, ${size} px, batch ${batch}`, size, batch, maxValue: 6, blocks };
}

export const NETWORKS: readonly Network[] = [sepconv(64, 8), sepconv(128, 16), mobileNet(96, 16, 0.25)];

/** Makes weights one by one in the order that the forward pass asks for them, then hands them out again in the same order. */
class Weights {
  readonly all: tf.Tensor[] = [];
  #next = 0;

  constructor(given?: tf.Tensor[]) {
    if (given) this.all = given;
  }
  next(shape: number[], fill: 'kernel' | 'zeros' | 'ones'): tf.Tensor {
    const index = this.#next++;
    this.all[index] ??= initial(shape, fill, index);
    return this.all[index] as tf.Tensor;
  }
}

function initial(shape: number[], fill: 'kernel' | 'zeros' | 'ones', seed: number): tf.Tensor {
  if (fill !== 'kernel') return tf.keep(fill === 'ones' ? tf.ones(shape) : tf.zeros(shape));
  const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  return tf.keep(tf.randomNormal(shape, 0, Math.sqrt(2 / fanIn), 'float32', seed + 1));
}

/** Sum of the heads' mean softmax cross-entropies. */
function lossOf(network: Network, ops: StepOps, weights: Weights, x: tf.Tensor4D, labels: tf.Tensor2D[]): tf.Scalar {
  let y = x;
  const normalized = (input: tf.Tensor4D) => {
    const channels = [input.shape[3]];
    const gamma = weights.next(channels, 'ones') as tf.Tensor1D;
    const beta = weights.next(channels, 'zeros') as tf.Tensor1D;
    return ops.normalizedRelu(input, gamma, beta, network.maxValue);
  };
  for (const block of network.blocks) {
    const channels = y.shape[3];
    if (block.kind === 'maxPool') {
      y = tf.maxPool(y, 3, 2, 'same');
    } else if (block.kind === 'convolution') {
      const kernel = weights.next([3, 3, channels, block.filters], 'kernel') as tf.Tensor4D;
      y = normalized(tf.conv2d(y, kernel, block.stride, 'same'));
    } else {
      const depthwise = weights.next([3, 3, channels, 1], 'kernel') as tf.Tensor4D;
      const pointwise = weights.next([1, 1, channels, block.filters], 'kernel') as tf.Tensor4D;
      y = tf.depthwiseConv2d(y, depthwise, block.stride, 'same');
      if (block.between) y = normalized(y);
      y = normalized(tf.conv2d(y, pointwise, 1, 'same'));
    }
  }
  const features = tf.mean<tf.Tensor2D>(y, [1, 2]);
  const losses = labels.map((expected) => {
    const classes = expected.shape[1];
    const kernel = weights.next([features.shape[1], classes], 'kernel') as tf.Tensor2D;
    const bias = weights.next([classes], 'zeros');
    const logits = tf.add<tf.Tensor2D>(tf.matMul(features, kernel), bias);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), expected), -1)));
  });
  return tf.addN(losses) as tf.Scalar;
}

export interface Problem {
  readonly x: tf.Tensor4D;
  readonly labels: tf.Tensor2D[];
  readonly weights: tf.Tensor[];
  loss(weights: tf.Tensor[]): tf.Scalar;
}

/** One batch of noise with random labels, and initial weights. */
export function createProblem(network: Network, ops: StepOps): Problem {
  const { size, batch } = network;
  const x = tf.keep(tf.randomUniform<tf.Rank.R4>([batch, size, size, 3], -1, 1, 'float32', 1));
  const labels = HEADS.map((classes) => {
    const indices = tf.tensor1d(
      Array.from({ length: batch }, (_, row) => row % classes),
      'int32',
    );
    return tf.keep(tf.cast(tf.oneHot(indices, classes), 'float32')) as tf.Tensor2D;
  });
  const made = new Weights();
  tf.tidy(() => lossOf(network, ops, made, x, labels));
  return { x, labels, weights: made.all, loss: (weights) => lossOf(network, ops, new Weights(weights), x, labels) };
}
