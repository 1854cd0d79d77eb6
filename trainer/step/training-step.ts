import * as tf from '@tensorflow/tfjs-core';
import { forward } from '../network/forward.ts';
import type { Graph } from '../network/graph.ts';
import { type Weights, weightSpecs } from '../network/weights.ts';
import { adam } from '../ops/adam.ts';
import '../ops/gradients.ts';

/** What a step changes, as tensors. */
export interface StepState {
  readonly weights: Weights;
  /** Adam's running means of each trainable weight's gradient and squared gradient. */
  readonly m: Weights;
  readonly v: Weights;
}

/** One batch, always of the same shapes. */
export interface StepBatch {
  /** [N, ...input shape] */
  readonly inputs: tf.Tensor;
  /** Per head; see targets.ts. */
  readonly heads: readonly {
    /** [N, labels] */
    readonly oneHot: tf.Tensor2D;
    /** [N] */
    readonly mask: tf.Tensor1D;
    /** [N] */
    readonly weights: tf.Tensor1D;
  }[];
}

export interface StepScalars {
  /** Adam's learning rate with the bias corrections folded in: see adamStepSize. */
  readonly stepSize: tf.Scalar;
  /** [heads] */
  readonly lossWeights: tf.Tensor1D;
}

export interface StepResult {
  /** New tensors for everything the step changed; what it left alone is handed on. */
  readonly state: StepState;
  /** [2 × heads] The heads' losses, then how many labelled rows each head got right. */
  readonly metrics: tf.Tensor1D;
}

/** Keras' defaults. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/**
 * One training step as a pure function of tensors: softmax cross-entropy from logits per head, weighted and masked row by row; the
 * gradient of the heads' losses times their loss weights; Adam in Keras' form; new moving statistics. No shape and no constant
 * depends on the batch, so a rung may record the step once and replay it. Frozen weights take no part in the backward pass.
 *
 * Nothing is disposed of: the old state stays whole until its owner lets go of it.
 */
export function trainingStep(graph: Graph, state: StepState, batch: StepBatch, scalars: StepScalars): StepResult {
  const names = trainableNames(graph);
  const statistics: [string, tf.Tensor][] = [];
  const [metrics, ...updated] = tf.tidy((): [tf.Tensor1D, ...tf.Tensor[]] => {
    let correct: tf.Tensor[] = [];
    const losses = (...trained: tf.Tensor[]): tf.Tensor => {
      const weights = new Map([...state.weights, ...names.map((name, i) => [name, trained[i]!] as const)]);
      const result = forward(graph, weights, batch.inputs, { training: true });
      statistics.push(...result.movingStatistics);
      correct = result.logits.map((logits, head) => tf.keep(correctRows(logits, batch.heads[head]!)));
      return tf.stack(result.logits.map((logits, head) => headLoss(logits, batch.heads[head]!)));
    };
    const { value, grads } = tf.valueAndGrads(losses)(
      names.map((name) => state.weights.get(name)!),
      scalars.lossWeights,
    );
    const measured = tf.concat1d([value as tf.Tensor1D, tf.stack(correct) as tf.Tensor1D]);
    tf.dispose(correct);
    const updates = names.flatMap((name, i) => {
      const [variable, m, v] = [state.weights, state.m, state.v].map((tensors) => tensors.get(name)!);
      const next = adam(variable!, m!, v!, grads[i]!, scalars.stepSize, ADAM);
      return [next.variable, next.m, next.v];
    });
    return [measured, ...updates];
  });
  const part = (offset: 0 | 1 | 2) => names.map((name, i) => [name, updated[i * 3 + offset]!] as const);
  return {
    state: {
      weights: new Map([...state.weights, ...statistics, ...part(0)]),
      m: new Map(part(1)),
      v: new Map(part(2)),
    },
    metrics,
  };
}

/** Adam's step size at step number `step`, counted from 1: learning rate × √(1 − β₂ᵗ) / (1 − β₁ᵗ) (Kingma and Ba 2015, section 2). */
export function adamStepSize(learningRate: number, step: number): number {
  return (learningRate * Math.sqrt(1 - ADAM.beta2 ** step)) / (1 - ADAM.beta1 ** step);
}

/** The weights that the optimizer changes, in the order of the layers. */
export function trainableNames(graph: Graph): string[] {
  return weightSpecs(graph)
    .filter(({ trainable }) => trainable)
    .map(({ name }) => name);
}

type Head = StepBatch['heads'][number];

/** Weighted sum over rows of −log softmax(logits)[label]: a scalar. */
function headLoss(logits: tf.Tensor2D, { oneHot, weights }: Head): tf.Tensor {
  const logLikelihood = tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1);
  return tf.neg(tf.sum(tf.mul(logLikelihood, weights)));
}

function correctRows(logits: tf.Tensor2D, { oneHot, mask }: Head): tf.Tensor {
  const right = tf.equal(tf.argMax(logits, 1), tf.argMax(oneHot, 1));
  return tf.sum(tf.mul(tf.cast(right, 'float32'), mask));
}
