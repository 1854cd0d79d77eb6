import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../../network/graph.ts';
import { cloneState, disposeState } from '../../step/state.ts';
import type { StepBatch, StepState } from '../../step/training-step.ts';
import type { TrainingProgram } from '../programs.ts';
import type { TensorFlowBackend } from './backend.ts';
import { RecordedStep } from './recorded-step.ts';

/** A network that learns by recorded steps, one for each shape of batches. */
export class RecordedTraining implements TrainingProgram {
  readonly #backend: TensorFlowBackend;
  readonly #network: Graph;
  readonly #lossWeights: tf.Tensor1D;
  readonly #steps = new Map<string, RecordedStep>();
  /** What holds the state: the tensors to start from, or the step that was taken last. */
  #holder: RecordedStep | StepState;

  constructor(backend: TensorFlowBackend, network: Graph, state: StepState, lossWeights: readonly number[]) {
    this.#backend = backend;
    this.#network = network;
    this.#holder = state;
    this.#lossWeights = tf.tensor1d([...lossWeights], 'float32');
  }

  step(batch: StepBatch, stepSize: tf.Scalar): tf.Tensor1D {
    return this.#stepFor(batch, stepSize).run(batch, { stepSize, lossWeights: this.#lossWeights });
  }

  state(): StepState {
    return this.#holder instanceof RecordedStep ? this.#holder.state() : cloneState(this.#holder);
  }

  dispose(): void {
    if (!(this.#holder instanceof RecordedStep)) disposeState(this.#holder);
    for (const step of this.#steps.values()) step.dispose();
    this.#steps.clear();
    this.#lossWeights.dispose();
  }

  /** The step for batches of this shape, with the state in it. */
  #stepFor(batch: StepBatch, stepSize: tf.Scalar): RecordedStep {
    const shape = String(batch.inputs.shape);
    const known = this.#steps.get(shape);
    if (known && known === this.#holder) return known;
    const state = this.state();
    try {
      const scalars = { stepSize, lossWeights: this.#lossWeights };
      const step = known ?? new RecordedStep(this.#backend, this.#network, state, batch, scalars);
      this.#steps.set(shape, step);
      step.load(state);
      if (!(this.#holder instanceof RecordedStep)) disposeState(this.#holder);
      this.#holder = step;
      return step;
    } finally {
      disposeState(state);
    }
  }
}
