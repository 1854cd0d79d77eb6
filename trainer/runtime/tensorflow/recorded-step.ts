import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../../network/graph.ts';
import { disposeReplaced } from '../../step/state.ts';
import { type StepBatch, type StepScalars, type StepState, trainingStep } from '../../step/training-step.ts';
import type { TensorFlowBackend } from './backend.ts';
import { GraphBuilder, type Variable } from './graph-builder.ts';
import { LoadedGraph } from './loaded-graph.ts';
import { idsOf, record } from './recorder.ts';

const PARTS = ['weights', 'm', 'v'] as const;
const METRICS = 'metrics';
const LOADED = 'loaded';

/** A variable of the graph, and which tensor of the state it holds. */
interface StateVariable extends Variable {
  readonly part: (typeof PARTS)[number];
  readonly name: string;
}

/** One training step as a TensorFlow graph, for batches of one shape. Weights and optimizer are variables of the graph. */
export class RecordedStep {
  readonly #graph: LoadedGraph;
  readonly #variables: readonly StateVariable[];

  /** Takes the step once op by op, without keeping its results, to see its ops. */
  constructor(backend: TensorFlowBackend, network: Graph, state: StepState, batch: StepBatch, scalars: StepScalars) {
    const { result, recording } = record(backend, () => trainingStep(network, state, batch, scalars));
    const builder = new GraphBuilder(backend, recording);
    for (const [name, tensor] of inputsOf(batch, scalars)) builder.placeholder(name, tensor);
    this.#variables = PARTS.flatMap((part) =>
      [...state[part]].map(([name, tensor], i) => ({ part, name, ...builder.variable(`${part}_${i}`, tensor) })),
    );
    const moved = movedTensors(
      backend,
      state,
      result.state,
      recording.adams.flatMap((adam) => adam.after),
    );
    builder.computation([result.metrics, ...moved.map(([, value]) => value)]);
    const stored = moved.map(([variable, value]) => builder.storeIn(variable, value));
    builder.output(METRICS, result.metrics, [...stored, ...builder.adams()]);
    builder.load(LOADED, this.#variables);
    disposeReplaced(result.state, state);
    result.metrics.dispose();
    this.#graph = new LoadedGraph(backend, builder.nodes);
  }

  /** Puts in a state; its tensors stay the caller's. */
  load(state: StepState): void {
    const values = this.#variables.map(({ initial, part, name }) => [initial, state[part].get(name)!] as const);
    tf.dispose(this.#graph.run(new Map(values), [LOADED]));
  }

  /** @returns the metrics */
  run(batch: StepBatch, scalars: StepScalars): tf.Tensor1D {
    return this.#graph.run(inputsOf(batch, scalars), [METRICS])[0] as tf.Tensor1D;
  }

  /** The variables' values now. TensorFlow copies a variable before it changes one that is in someone's hands. */
  state(): StepState {
    const reads = this.#variables.map(({ read }) => read);
    const tensors = this.#graph.run(new Map(), reads);
    const part = (wanted: StateVariable['part']) =>
      new Map(this.#variables.flatMap(({ part, name }, i) => (part === wanted ? [[name, tensors[i]!] as const] : [])));
    return { weights: part('weights'), m: part('m'), v: part('v') };
  }

  dispose(): void {
    this.#graph.dispose();
  }
}

/** Everything that a step is given besides the state, by the name of its placeholder. */
function inputsOf({ inputs, heads }: StepBatch, { stepSize, lossWeights }: StepScalars): Map<string, tf.Tensor> {
  return new Map<string, tf.Tensor>([
    ['inputs', inputs],
    ['step_size', stepSize],
    ['loss_weights', lossWeights],
    ...heads.flatMap(({ oneHot, mask, weights }, i): [string, tf.Tensor][] => [
      [`one_hot_${i}`, oneHot],
      [`mask_${i}`, mask],
      [`row_weights_${i}`, weights],
    ]),
  ]);
}

/** The tensors that the step changed by other means than Adam, each with its new value: moving statistics. */
function movedTensors(
  backend: TensorFlowBackend,
  before: StepState,
  next: StepState,
  byAdam: readonly number[],
): [tf.Tensor, tf.Tensor][] {
  const updated = new Set(byAdam);
  return PARTS.flatMap((part) =>
    [...next[part]].flatMap(([name, value]): [tf.Tensor, tf.Tensor][] => {
      const old = before[part].get(name)!;
      return value === old || updated.has(idsOf(backend, [value])[0]!) ? [] : [[old, value]];
    }),
  );
}
