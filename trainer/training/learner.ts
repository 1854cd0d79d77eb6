import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import type { HostTensors } from '../run/tensor-file.ts';
import type { InputBatch } from './inputs.ts';
import { disposeReplaced, disposeState, initialState, restoredState } from './model-state.ts';
import { adamStepSize, type StepState, trainingStep } from './step.ts';
import { headTargets } from './targets.ts';

/** What one step measured, still on the device. */
export interface StepMetrics {
  /** [2 × heads]; see StepResult. */
  readonly metrics: tf.Tensor1D;
  /** Labelled rows of the batch, per head. */
  readonly labelled: readonly number[];
}

/** A network that learns: owns the state's tensors and takes one step after another. */
export class Learner {
  readonly graph: Graph;
  readonly #classWeights: readonly (readonly number[])[];
  readonly #lossWeights: tf.Tensor1D;
  #state: StepState;
  #steps = 0;

  /** Takes over the weights' tensors. */
  constructor(
    graph: Graph,
    weights: Weights,
    options: { readonly lossWeights: readonly number[]; readonly classWeights: readonly (readonly number[])[] },
  ) {
    this.graph = graph;
    this.#state = initialState(graph, weights);
    this.#lossWeights = tf.tensor1d([...options.lossWeights], 'float32');
    this.#classWeights = options.classWeights;
  }

  get state(): StepState {
    return this.#state;
  }

  /** Steps taken so far, over all processes of the run. */
  get steps(): number {
    return this.#steps;
  }

  /** Goes on where a checkpoint ended. */
  restore(steps: number, weights: HostTensors, optimizer: HostTensors): void {
    this.#steps = steps;
    this.#state = restoredState(this.#state, weights, optimizer);
  }

  /** Takes one step. The caller disposes of the metrics. */
  step({ inputs, samples, usable }: InputBatch, inputShape: readonly number[], learningRate: number): StepMetrics {
    const heads = headTargets(samples, usable, this.#classWeights);
    const rows = samples.length;
    this.#steps++;
    const scalars = {
      stepSize: tf.scalar(adamStepSize(learningRate, this.#steps), 'float32'),
      lossWeights: this.#lossWeights,
    };
    const batch = {
      inputs: tf.tensor(inputs, [rows, ...inputShape], 'float32'),
      heads: heads.map(({ oneHot, mask, weights }) => ({
        oneHot: tf.tensor2d(oneHot, [rows, oneHot.length / rows], 'float32'),
        mask: tf.tensor1d(mask, 'float32'),
        weights: tf.tensor1d(weights, 'float32'),
      })),
    };
    const { state, metrics } = trainingStep(this.graph, this.#state, batch, scalars);
    disposeReplaced(this.#state, state);
    tf.dispose([scalars.stepSize, batch.inputs, batch.heads]);
    this.#state = state;
    return { metrics, labelled: heads.map(({ labelled }) => labelled) };
  }

  dispose(): void {
    this.#lossWeights.dispose();
    disposeState(this.#state);
  }
}
