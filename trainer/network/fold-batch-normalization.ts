import * as tf from '@tensorflow/tfjs-core';
import type { Graph, Layer } from './graph.ts';
import type { Weights } from './weights.ts';

export interface FoldedNetwork {
  /** The network for prediction, without the batch normalizations that could be folded away. */
  readonly graph: Graph;
  /** The folded network's weights, in new tensors. */
  fold(weights: Weights): Map<string, tf.Tensor>;
}

type Convolution = Layer & { readonly kind: 'Conv2D' | 'DepthwiseConv2D' | 'SeparableConv2D' };
type BatchNormalization = Layer & { readonly kind: 'BatchNormalization' };

/** A convolution and the normalization of its output, and nothing else reads that. */
interface Pair {
  readonly convolution: Convolution;
  readonly normalization: BatchNormalization;
}

/**
 * Once training is over, batch normalization is a product and a sum for each channel. Behind a convolution without a bias they go into its
 * kernel and a bias: kernel · gamma / √(variance + ε) and beta − mean · gamma / √(variance + ε).
 */
export function foldBatchNormalization(network: Graph): FoldedNetwork {
  const pairs = pairsOf(network);
  const folded = new Set(pairs.map(({ convolution }) => convolution.name));
  const inPlaceOf = new Map(pairs.map((pair) => [pair.normalization.name, foldedLayer(pair)]));
  const layers = network.layers.flatMap((layer) =>
    folded.has(layer.name) ? [] : [inPlaceOf.get(layer.name) ?? layer],
  );
  const gone = new Set(pairs.flatMap(({ convolution, normalization }) => [convolution.name, normalization.name]));
  return {
    graph: { ...network, layers },
    fold(weights) {
      const kept = [...weights].filter(([name]) => !gone.has(layerOf(name)));
      return new Map([
        ...kept.map(([name, tensor]) => [name, tf.clone(tensor)] as const),
        ...pairs.flatMap((pair) => foldedWeights(pair, weights)),
      ]);
    },
  };
}

function pairsOf({ layers, outputs }: Graph): Pair[] {
  const readers = layers.flatMap(({ inputs }) => inputs);
  return layers.flatMap((layer): Pair[] => {
    if (layer.kind !== 'BatchNormalization') return [];
    const input = layers.find(({ name }) => name === layer.inputs[0])!;
    const alone = readers.filter((name) => name === input.name).length === 1 && !outputs.includes(input.name);
    return alone && isConvolution(input) && !input.useBias ? [{ convolution: input, normalization: layer }] : [];
  });
}

function isConvolution(layer: Layer): layer is Convolution {
  return layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D' || layer.kind === 'SeparableConv2D';
}

/** The convolution takes the normalization's name, so that its readers read it as they are. */
function foldedLayer({ convolution, normalization }: Pair): Layer {
  return { ...convolution, name: normalization.name, useBias: true };
}

function foldedWeights({ convolution, normalization }: Pair, weights: Weights): [string, tf.Tensor][] {
  const of = (layer: Layer, role: string) => weights.get(`${layer.name}/${role}`)!;
  return tf.tidy((): [string, tf.Tensor][] => {
    const deviation = tf.sqrt(tf.add(of(normalization, 'moving_variance'), normalization.epsilon));
    const scale = tf.div(of(normalization, 'gamma'), deviation);
    const bias = tf.sub(of(normalization, 'beta'), tf.mul(of(normalization, 'moving_mean'), scale));
    const scaled = SCALED[convolution.kind];
    const kernels = KERNELS[convolution.kind].map((role): [string, tf.Tensor] => {
      const kernel = of(convolution, role);
      return [role, role === scaled ? tf.mul(kernel, perOutput(scale, kernel)) : tf.clone(kernel)];
    });
    const named = [...kernels, ['bias', bias] as const];
    return named.map(([role, tensor]) => [`${normalization.name}/${role}`, tf.keep(tensor)]);
  });
}

const KERNELS = {
  Conv2D: ['kernel'],
  DepthwiseConv2D: ['depthwise_kernel'],
  SeparableConv2D: ['depthwise_kernel', 'pointwise_kernel'],
} as const;

/** The kernel that gives the layer's output. */
const SCALED = { Conv2D: 'kernel', DepthwiseConv2D: 'depthwise_kernel', SeparableConv2D: 'pointwise_kernel' } as const;

/** One number a channel, shaped to multiply the kernel: [outputs], and [channels, 1] for a depthwise kernel [height, width, channels, 1]. */
function perOutput(scale: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  return kernel.shape.at(-1) === scale.size ? scale : tf.reshape(scale, [scale.size, 1]);
}

const layerOf = (weight: string) => weight.slice(0, weight.lastIndexOf('/'));
