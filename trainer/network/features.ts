import type { Graph } from './graph.ts';
import { layerShapes } from './shapes.ts';

export interface SplitGraph {
  /** From the image to the pooled features, its one output: [N, features]. */
  readonly backbone: Graph;
  /** From the features, its input, to the outputs of all tasks. */
  readonly heads: Graph;
}

/** Cuts a network at the features that all its heads read, so that features of a frozen backbone are computed once per image. */
export function splitAtFeatures(graph: Graph): SplitGraph {
  const outputs = new Set(graph.outputs);
  const heads = graph.layers.filter((layer) => outputs.has(layer.name));
  const [features, ...others] = new Set(heads.flatMap((layer) => layer.inputs));
  if (features === undefined || others.length > 0) throw new Error('The heads of this network do not read one layer.');
  const shape = layerShapes(graph).get(features)!;
  return {
    backbone: {
      layers: graph.layers.filter((layer) => !outputs.has(layer.name)),
      input: graph.input,
      outputs: [features],
    },
    heads: {
      // The input takes the features' name, so that the heads read it as they are.
      layers: [{ name: features, kind: 'InputLayer', inputs: [], trainable: true, shape }, ...heads],
      input: features,
      outputs: graph.outputs,
    },
  };
}
