import type { Graph, Layer, Shape } from './graph.ts';
import { layerShapes } from './shapes.ts';

export type WeightRole =
  | 'kernel'
  | 'bias'
  | 'depthwise_kernel'
  | 'pointwise_kernel'
  | 'gamma'
  | 'beta'
  | 'moving_mean'
  | 'moving_variance';

/** One weight of a network, before it has values. */
export interface WeightSpec {
  /** Unique in the network: layer and role as Keras writes them, such as conv1/kernel. */
  readonly name: string;
  readonly layer: string;
  readonly role: WeightRole;
  /** Kernels are [height, width, in, out], depthwise ones [height, width, in, 1], those of Dense [in, out]. */
  readonly shape: Shape;
  /** true: the optimizer changes it. Moving statistics never are; batch normalization itself keeps them. */
  readonly trainable: boolean;
  /** Keras' default for the role. */
  readonly initializer: 'glorot_uniform' | 'zeros' | 'ones';
}

/** The weights of a network in the order of its layers; within a layer, in Keras' order. */
export function weightSpecs(graph: Graph): WeightSpec[] {
  const shapes = layerShapes(graph);
  return graph.layers.flatMap((layer) => {
    const input = layer.inputs[0] === undefined ? [] : shapes.get(layer.inputs[0])!;
    return weightShapes(layer, input.at(-1) ?? 0).map(([role, shape]) => ({
      name: `${layer.name}/${role}`,
      layer: layer.name,
      role,
      shape,
      trainable: layer.trainable && !role.startsWith('moving_'),
      initializer: INITIALIZERS[role],
    }));
  });
}

const INITIALIZERS = {
  kernel: 'glorot_uniform',
  bias: 'zeros',
  depthwise_kernel: 'glorot_uniform',
  pointwise_kernel: 'glorot_uniform',
  gamma: 'ones',
  beta: 'zeros',
  moving_mean: 'zeros',
  moving_variance: 'ones',
} as const satisfies Record<WeightRole, WeightSpec['initializer']>;

function weightShapes(layer: Layer, channels: number): [WeightRole, Shape][] {
  switch (layer.kind) {
    case 'Conv2D':
      return [['kernel', [...layer.kernelSize, channels, layer.filters]], ...bias(layer, layer.filters)];
    case 'DepthwiseConv2D':
      return [['depthwise_kernel', [...layer.kernelSize, channels, 1]], ...bias(layer, channels)];
    case 'SeparableConv2D':
      return [
        ['depthwise_kernel', [...layer.kernelSize, channels, 1]],
        ['pointwise_kernel', [1, 1, channels, layer.filters]],
        ...bias(layer, layer.filters),
      ];
    case 'BatchNormalization':
      return [
        ['gamma', [channels]],
        ['beta', [channels]],
        ['moving_mean', [channels]],
        ['moving_variance', [channels]],
      ];
    case 'Dense':
      return [
        ['kernel', [channels, layer.units]],
        ['bias', [layer.units]],
      ];
    default:
      return [];
  }
}

function bias({ useBias }: { readonly useBias: boolean }, channels: number): [WeightRole, Shape][] {
  return useBias ? [['bias', [channels]]] : [];
}

/** How many numbers a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
