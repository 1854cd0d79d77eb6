import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import { type StepState, trainableNames } from './training-step.ts';

/** The state before the first step: Adam has seen no gradient yet. Takes over the weights' tensors. */
export function initialState(graph: Graph, weights: Weights): StepState {
  const zeros = () => new Map(trainableNames(graph).map((name) => [name, tf.zerosLike(weights.get(name)!)] as const));
  return { weights, m: zeros(), v: zeros() };
}

/** The same values in tensors of their own. */
export function cloneState({ weights, m, v }: StepState): StepState {
  const clones = (tensors: Weights) => new Map([...tensors].map(([name, tensor]) => [name, tf.clone(tensor)] as const));
  return { weights: clones(weights), m: clones(m), v: clones(v) };
}

/** Lets go of the tensors of `old` that `next` does not share. */
export function disposeReplaced(old: StepState, next: StepState): void {
  for (const part of ['weights', 'm', 'v'] as const) {
    for (const [name, tensor] of old[part]) if (next[part].get(name) !== tensor) tensor.dispose();
  }
}

export function disposeState({ weights, m, v }: StepState): void {
  tf.dispose([...weights.values(), ...m.values(), ...v.values()]);
}
