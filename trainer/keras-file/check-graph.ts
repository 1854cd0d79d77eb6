import { shapesOf } from '../model-file/metadata.ts';
import type { Graph, LayerKind } from '../network/graph.ts';

/** Softmax is for heads alone: within the network Graph has none. Throws an Error with the reason as a clause. */
export function checkOutputs({ layers, outputs }: Graph): void {
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  for (const layer of layers) {
    const isSoftmax = layer.kind === 'Dense' && layer.activation === 'softmax';
    const isOutput = outputs.includes(layer.name);
    if (isOutput && !isSoftmax) throw new Error(`its output ${layer.name} is no Dense layer with softmax`);
    if (isSoftmax && (!isOutput || read.has(layer.name))) {
      throw new Error(`its layer ${layer.name} has a softmax but is not an output`);
    }
  }
  if (new Set(outputs).size !== outputs.length) throw new Error('two of its outputs are the same');
}

/** Dimensions that a layer reads. */
const RANKS: Readonly<Record<LayerKind, 1 | 3 | 'any'>> = {
  InputLayer: 'any',
  Rescaling: 'any',
  Conv2D: 3,
  DepthwiseConv2D: 3,
  SeparableConv2D: 3,
  BatchNormalization: 3,
  ReLU: 'any',
  MaxPooling2D: 3,
  ZeroPadding2D: 3,
  Add: 'any',
  GlobalAveragePooling2D: 3,
  Dense: 1,
};

/** What a layer reads must have the dimensions that it computes with. Throws an Error with the reason as a clause. */
export function checkShapes(graph: Graph): void {
  const shapes = shapesOf(graph);
  for (const { name, kind, inputs } of graph.layers) {
    const [first = [], ...others] = inputs.map((input) => shapes.get(input)!);
    const rank = RANKS[kind];
    if (rank !== 'any' && first.length !== rank) {
      throw new Error(
        `its layer ${name} (${kind}) reads values of ${first.length} dimensions, which cannot be computed here`,
      );
    }
    if (others.some((shape) => shape.join() !== first.join())) {
      throw new Error(`its layer ${name} adds values of different shapes, which cannot be computed here`);
    }
  }
}
