import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import type { HostTensors } from '../run/tensor-file.ts';
import type { Programs, TrainingProgram } from '../runtime/programs.ts';
import { initialState } from '../step/state.ts';
import { adamStepSize, type StepState } from '../step/training-step.ts';
import type { InputBatch } from './inputs.ts';
import { restoredState } from './model-state.ts';
import { headTargets } from './targets.ts';

/** What one step measured, still on the device. */
export interface StepMetrics {
  /** [2 × heads]; see StepResult. */
  readonly metrics: tf.Tensor1D;
  /** Labelled rows of the batch, per head. */
  readonly labelled: readonly number[];
}

export interface LearnerOptions {
  readonly programs: Programs;
  readonly graph: Graph;
  /** What to start from; the learner takes over the tensors. */
  readonly weights: Weights;
  /** Per head. */
  readonly lossWeights: readonly number[];
  /** Per head and label. */
  readonly classWeights: readonly (readonly number[])[];
}

/** A network that learns, one batch after another. */
export class Learner {
  readonly graph: Graph;
  readonly #options: LearnerOptions;
  #program: TrainingProgram;
  #steps = 0;

  constructor(options: LearnerOptions) {
    this.graph = options.graph;
    this.#options = options;
    this.#program = this.#programFrom(initialState(options.graph, options.weights));
  }

  /** Weights and optimizer as they are now; the caller disposes of the tensors. */
  state(): StepState {
    return this.#program.state();
  }

  /** Steps taken so far, over all processes of the run. */
  get steps(): number {
    return this.#steps;
  }

  /** Goes on where a checkpoint ended. */
  restore(steps: number, weights: HostTensors, optimizer: HostTensors): void {
    const before = this.#program.state();
    this.#program.dispose();
    this.#steps = steps;
    this.#program = this.#programFrom(restoredState(before, weights, optimizer));
  }

  /** Takes one step. The caller disposes of the metrics. */
  step({ inputs, samples, usable }: InputBatch, inputShape: readonly number[], learningRate: number): StepMetrics {
    const heads = headTargets(samples, usable, this.#options.classWeights);
    const rows = samples.length;
    this.#steps++;
    const stepSize = tf.scalar(adamStepSize(learningRate, this.#steps), 'float32');
    const batch = {
      inputs: tf.tensor(inputs, [rows, ...inputShape], 'float32'),
      heads: heads.map(({ oneHot, mask, weights }) => ({
        oneHot: tf.tensor2d(oneHot, [rows, oneHot.length / rows], 'float32'),
        mask: tf.tensor1d(mask, 'float32'),
        weights: tf.tensor1d(weights, 'float32'),
      })),
    };
    const metrics = this.#program.step(batch, stepSize);
    tf.dispose([stepSize, batch.inputs, batch.heads]);
    return { metrics, labelled: heads.map(({ labelled }) => labelled) };
  }

  dispose(): void {
    this.#program.dispose();
  }

  #programFrom(state: StepState): TrainingProgram {
    const { programs, graph, lossWeights } = this.#options;
    return programs.training(graph, state, lossWeights);
  }
}
