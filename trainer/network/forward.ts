import * as tf from '@tensorflow/tfjs-core';
import type { Graph, Layer } from './graph.ts';
import { layerOutput, type ReLU } from './layer-output.ts';
import type { Weights } from './weights.ts';

export interface ForwardResult {
  /** Per output of the graph: [N, units], of a softmax layer the values before softmax. */
  readonly logits: tf.Tensor2D[];
  /**
   * New values of the moving mean and variance of every batch normalization that trains, by weight name; empty when not training.
   * They outlive a surrounding tf.tidy: the caller disposes of them.
   */
  readonly movingStatistics: Map<string, tf.Tensor>;
}

/**
 * Runs a network. A pure function: no weight changes, and shapes depend on nothing but the graph and N.
 *
 * @param x [N, ...shape of the InputLayer]; for a network from buildNetwork [N, height, width, 3], values 0 … 255, float32.
 * @param training Batch normalization normalizes with the batch's own statistics, unless its layer is not trainable: then it
 *   always runs in inference mode (Keras 2 and 3).
 */
export function forward(
  graph: Graph,
  weights: Weights,
  x: tf.Tensor,
  { training }: { readonly training: boolean },
): ForwardResult {
  const movingStatistics = new Map<string, tf.Tensor>();
  try {
    const logits = tf.tidy(() => {
      const values = new Map<string, tf.Tensor>();
      // When training, gradients need what layers have put out.
      const readers = training ? undefined : new Readers(graph);
      const clippers = training ? reluAfterNormalization(graph) : undefined;
      for (const layer of graph.layers) {
        if (values.has(layer.name)) continue;
        const inputs = layer.kind === 'InputLayer' ? [x] : layer.inputs.map((name) => values.get(name)!);
        const relu = clippers?.get(layer.name);
        const output = layerOutput(layer, inputs as [tf.Tensor], { weights, training, movingStatistics, relu });
        values.set(layer.name, output);
        if (relu) values.set(relu.name, output);
        for (const name of readers?.doneAfter(layer) ?? []) values.get(name)!.dispose();
      }
      return graph.outputs.map((name) => values.get(name) as tf.Tensor2D);
    });
    return { logits, movingStatistics };
  } catch (error) {
    tf.dispose([...movingStatistics.values()]);
    throw error;
  }
}

/** The ReLU behind each batch normalization that trains, where nothing else reads it: the two are computed in one pass over memory. */
function reluAfterNormalization({ layers, outputs }: Graph): Map<string, ReLU> {
  const readers = new Map<string, Layer[]>();
  for (const layer of layers) {
    for (const name of layer.inputs) readers.set(name, [...(readers.get(name) ?? []), layer]);
  }
  return new Map(
    layers.flatMap(({ kind, name, trainable }) => {
      const [reader, ...others] = readers.get(name) ?? [];
      const alone = others.length === 0 && !outputs.includes(name);
      return kind === 'BatchNormalization' && trainable && alone && reader?.kind === 'ReLU'
        ? [[name, reader] as const]
        : [];
    }),
  );
}

/** Counts who still has to read each layer's output, so that it can be freed early: a deep network would fill the memory otherwise. */
class Readers {
  readonly #left = new Map<string, number>();

  constructor(graph: Graph) {
    // The input belongs to the caller and the outputs are the result: they are never done.
    for (const name of [graph.input, ...graph.outputs]) this.#left.set(name, Number.POSITIVE_INFINITY);
    for (const name of graph.layers.flatMap((layer) => layer.inputs))
      this.#left.set(name, (this.#left.get(name) ?? 0) + 1);
  }

  /** Layers whose output nobody reads once this layer has run. */
  doneAfter(layer: Layer): string[] {
    for (const name of layer.inputs) this.#left.set(name, this.#left.get(name)! - 1);
    return layer.inputs.filter((name) => this.#left.get(name) === 0);
  }
}
