import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../../network/forward.ts';
import type { Graph } from '../../network/graph.ts';
import type { Weights } from '../../network/weights.ts';
import type { TensorFlowBackend } from './backend.ts';
import { GraphBuilder, type Variable } from './graph-builder.ts';
import { LoadedGraph } from './loaded-graph.ts';
import { record } from './recorder.ts';

const INPUT = 'input';
const LOADED = 'loaded';

/** The forward pass of a network in use as a TensorFlow graph, for batches of one shape. Weights are variables of the graph. */
export class RecordedForward {
  readonly #graph: LoadedGraph;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #outputs: readonly string[];

  /** Runs the pass once op by op to see its ops. */
  constructor(backend: TensorFlowBackend, network: Graph, weights: Weights, x: tf.Tensor) {
    const run = () => forward(network, weights, x, { training: false }).logits;
    const { result, recording } = record(backend, run);
    const builder = new GraphBuilder(backend, recording);
    builder.placeholder(INPUT, x);
    this.#variables = new Map(
      [...weights].map(([name, tensor], i) => [name, builder.variable(`weight_${i}`, tensor)] as const),
    );
    builder.computation(result);
    this.#outputs = result.map((logits, i) => builder.output(`logits_${i}`, logits));
    builder.load(LOADED, [...this.#variables.values()]);
    tf.dispose(result);
    this.#graph = new LoadedGraph(backend, builder.nodes);
  }

  /** Puts in weights; the tensors stay the caller's. */
  load(weights: Weights): void {
    const values = [...this.#variables].map(([name, { initial }]) => [initial, weights.get(name)!] as const);
    tf.dispose(this.#graph.run(new Map(values), [LOADED]));
  }

  run(x: tf.Tensor): tf.Tensor2D[] {
    return this.#graph.run(new Map([[INPUT, x]]), this.#outputs) as tf.Tensor2D[];
  }

  dispose(): void {
    this.#graph.dispose();
  }
}
