import type { WeightSpec } from '../network/weight-specs.ts';
import { type NestedNetwork, weightsInFileOrder } from './nested-network.ts';

/** The weights of one layer of the outer model, as a group of the file. */
export interface WeightGroup {
  readonly name: string;
  /** In the order in which Keras takes them. */
  readonly weights: readonly { readonly name: string; readonly spec: WeightSpec }[];
}

/** One group per layer of the outer model, in its order; those without weights too. */
export function weightGroups({ graph, before, backbone, heads }: NestedNetwork): WeightGroup[] {
  return [
    ...before.map((layer) => group(layer.name, weightsInFileOrder(graph, [layer]))),
    group(backbone.name, weightsInFileOrder(graph, backbone.layers)),
    ...heads.map((layer) => group(layer.name, weightsInFileOrder(graph, [layer]))),
  ];
}

/** Keras 2 adds `:0`, TensorFlow's name for the one output of a variable; Keras 3 takes any names. */
function group(name: string, specs: readonly WeightSpec[]): WeightGroup {
  return { name, weights: specs.map((spec) => ({ name: `${spec.name}:0`, spec })) };
}
