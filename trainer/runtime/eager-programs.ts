import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../network/forward.ts';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import { cloneState, disposeReplaced, disposeState } from '../step/state.ts';
import { type StepBatch, type StepState, trainingStep } from '../step/training-step.ts';
import type { InferenceProgram, Programs, TrainingProgram } from './programs.ts';

/** Programs that TF.js runs op by op, on any backend. */
export const eagerPrograms: Programs = {
  training: (graph, state, lossWeights) => new EagerTraining(graph, state, lossWeights),
  inference: (graph) => new EagerInference(graph),
};

class EagerTraining implements TrainingProgram {
  readonly #graph: Graph;
  readonly #lossWeights: tf.Tensor1D;
  #state: StepState;

  constructor(graph: Graph, state: StepState, lossWeights: readonly number[]) {
    this.#graph = graph;
    this.#state = state;
    this.#lossWeights = tf.tensor1d([...lossWeights], 'float32');
  }

  step(batch: StepBatch, stepSize: tf.Scalar): tf.Tensor1D {
    const scalars = { stepSize, lossWeights: this.#lossWeights };
    const { state, metrics } = trainingStep(this.#graph, this.#state, batch, scalars);
    disposeReplaced(this.#state, state);
    this.#state = state;
    return metrics;
  }

  state(): StepState {
    return cloneState(this.#state);
  }

  dispose(): void {
    this.#lossWeights.dispose();
    disposeState(this.#state);
  }
}

class EagerInference implements InferenceProgram {
  readonly #graph: Graph;
  #weights: Weights = new Map();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  load(weights: Weights): void {
    this.dispose();
    this.#weights = new Map([...weights].map(([name, tensor]) => [name, tf.clone(tensor)]));
  }

  run(x: tf.Tensor): tf.Tensor2D[] {
    return tf.tidy(() => forward(this.#graph, this.#weights, x, { training: false }).logits);
  }

  dispose(): void {
    tf.dispose([...this.#weights.values()]);
    this.#weights = new Map();
  }
}
