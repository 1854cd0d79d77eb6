import * as tf from '@tensorflow/tfjs-core';
import { type FoldedNetwork, foldBatchNormalization } from '../../network/fold-batch-normalization.ts';
import { forward } from '../../network/forward.ts';
import type { Graph } from '../../network/graph.ts';
import type { Weights } from '../../network/weights.ts';
import type { InferenceProgram } from '../programs.ts';
import type { TensorFlowBackend } from './backend.ts';
import { RecordedForward } from './recorded-forward.ts';

/** Shapes whose graphs are kept; each holds the weights once more. */
const KEPT_GRAPHS = 4;

/**
 * A network in use, its batch normalization folded away. Batches of the usual size run as a recorded graph from the first one on; others
 * run op by op the first time, since most of them are the rest of a list and do not come again.
 */
export class RecordedInference implements InferenceProgram {
  readonly #backend: TensorFlowBackend;
  readonly #folded: FoldedNetwork;
  readonly #usualRows: number;
  readonly #seen = new Set<string>();
  /** By shape of the input, the one used last at the end. */
  readonly #graphs = new Map<string, RecordedForward>();
  /** Graphs that have the newest weights. */
  readonly #fresh = new Set<RecordedForward>();
  #weights: Weights = new Map();

  constructor(backend: TensorFlowBackend, network: Graph, usualRows: number) {
    this.#backend = backend;
    this.#folded = foldBatchNormalization(network);
    this.#usualRows = usualRows;
  }

  load(weights: Weights): void {
    tf.dispose([...this.#weights.values()]);
    this.#weights = this.#folded.fold(weights);
    this.#fresh.clear();
  }

  run(x: tf.Tensor): tf.Tensor2D[] {
    const shape = String(x.shape);
    const comesAgain = x.shape[0] === this.#usualRows || this.#seen.has(shape);
    this.#seen.add(shape);
    if (comesAgain) return this.#graphFor(shape, x).run(x);
    return tf.tidy(() => forward(this.#folded.graph, this.#weights, x, { training: false }).logits);
  }

  dispose(): void {
    tf.dispose([...this.#weights.values()]);
    this.#weights = new Map();
    for (const graph of this.#graphs.values()) graph.dispose();
    this.#graphs.clear();
    this.#fresh.clear();
  }

  #graphFor(shape: string, x: tf.Tensor): RecordedForward {
    const graph = this.#graphs.get(shape) ?? new RecordedForward(this.#backend, this.#folded.graph, this.#weights, x);
    this.#graphs.delete(shape);
    this.#graphs.set(shape, graph);
    if (this.#graphs.size > KEPT_GRAPHS) this.#letGoOfOldest();
    if (!this.#fresh.has(graph)) graph.load(this.#weights);
    this.#fresh.add(graph);
    return graph;
  }

  #letGoOfOldest(): void {
    const [shape, graph] = this.#graphs.entries().next().value!;
    this.#graphs.delete(shape);
    this.#fresh.delete(graph);
    graph.dispose();
  }
}
