import type * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import type { StepBatch, StepState } from '../step/training-step.ts';

/** How a runtime runs networks: op by op, or recorded once and run as one graph. Nothing above it knows the difference, except by the clock. */
export interface Programs {
  /** Takes over the state's tensors. */
  training(graph: Graph, state: StepState, lossWeights: readonly number[]): TrainingProgram;
  /** @param rows of the batches that will come again and again; others are welcome too. */
  inference(graph: Graph, rows: number): InferenceProgram;
}

/** A network that learns. Its weights and optimizer live where the runtime computes. */
export interface TrainingProgram {
  /**
   * Takes one step, as trainingStep describes it.
   *
   * @returns [2 × heads] the step's metrics; the caller disposes of them.
   * @throws UserError if the device fails in a way that a person can mend, such as too little memory.
   */
  step(batch: StepBatch, stepSize: tf.Scalar): tf.Tensor1D;
  /** The state as it is now, in tensors that later steps leave alone; the caller disposes of them. */
  state(): StepState;
  dispose(): void;
}

/** A network as it is in use, not in training. */
export interface InferenceProgram {
  /** Puts in weights, copied from tensors that stay the caller's. To be called before the first run; whenever the weights change. */
  load(weights: Weights): void;
  /**
   * @param x [N, ...input]
   * @returns per output of the graph [N, units], of a softmax layer the values before softmax; the caller disposes of them.
   * @throws UserError as TrainingProgram.step
   */
  run(x: tf.Tensor): tf.Tensor2D[];
  dispose(): void;
}
