import type { Graph, LayerKind, Shape } from './graph.ts';
import { layerShapes } from './shapes.ts';
import { sizeOf, type WeightSpec, weightSpecs } from './weight-specs.ts';

export interface NetworkSummary {
  readonly rows: readonly SummaryRow[];
  /** Parameters, the moving statistics of batch normalization among them, as Keras counts. */
  readonly total: number;
  /** Those of them that training changes. */
  readonly trainable: number;
}

export interface SummaryRow {
  readonly name: string;
  readonly kind: LayerKind;
  /** Without the batch dimension. */
  readonly outputShape: Shape;
  readonly parameters: number;
  /** false: the layer belongs to a frozen backbone. */
  readonly trainable: boolean;
}

/** The network as a table, one row per layer. */
export function summarize(graph: Graph): NetworkSummary {
  const shapes = layerShapes(graph);
  const specs = weightSpecs(graph);
  return {
    rows: graph.layers.map(({ name, kind, trainable }) => ({
      name,
      kind,
      outputShape: shapes.get(name)!,
      parameters: parameters(specs.filter((spec) => spec.layer === name)),
      trainable,
    })),
    total: parameters(specs),
    trainable: parameters(specs.filter((spec) => spec.trainable)),
  };
}

function parameters(specs: readonly WeightSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
