import * as tf from '@tensorflow/tfjs-core';
import type { Graph } from '../network/graph.ts';
import { type Weights, weightSpecs } from '../network/weights.ts';
import type { HostTensor, HostTensors } from '../run/tensor-file.ts';
import { disposeReplaced } from '../step/state.ts';
import type { StepState } from '../step/training-step.ts';

/** Weights that training changes: those that the optimizer updates, and moving statistics of layers that train. */
export function changingNames(graph: Graph): string[] {
  const trains = new Set(graph.layers.filter(({ trainable }) => trainable).map(({ name }) => name));
  return weightSpecs(graph)
    .filter(({ layer }) => trains.has(layer))
    .map(({ name }) => name);
}

/** Copies tensors out of the device. */
export async function toHost(
  tensors: Weights,
  names: Iterable<string> = tensors.keys(),
): Promise<Map<string, HostTensor>> {
  const entries = [...names].map(async (name): Promise<[string, HostTensor]> => {
    const tensor = tensors.get(name)!;
    // A copy: a backend may hand out its own memory.
    return [name, { shape: tensor.shape, values: Float32Array.from((await tensor.data()) as Float32Array) }];
  });
  return new Map(await Promise.all(entries));
}

/** The weights with some of them replaced by values from outside the device. Tensors that are not replaced are shared. */
function withHost(weights: Weights, replaced: HostTensors): Map<string, tf.Tensor> {
  return new Map([...weights, ...toDevice(replaced)]);
}

export function toDevice(tensors: HostTensors): Map<string, tf.Tensor> {
  return new Map([...tensors].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape], 'float32')]));
}

/** Adam's m and v under one roof, as a checkpoint keeps them. */
export async function optimizerToHost({ m, v }: StepState): Promise<Map<string, HostTensor>> {
  const [first, second] = await Promise.all([toHost(m), toHost(v)]);
  return new Map([...prefixed('m/', first), ...prefixed('v/', second)]);
}

/** A state whose weights and optimizer go on where a checkpoint ended. Disposes of the tensors of `state` that it replaces. */
export function restoredState(state: StepState, weights: HostTensors, optimizer: HostTensors): StepState {
  const part = (prefix: string) =>
    toDevice(
      new Map(
        [...optimizer].filter(([name]) => name.startsWith(prefix)).map(([name, t]) => [name.slice(prefix.length), t]),
      ),
    );
  const restored = { weights: withHost(state.weights, weights), m: part('m/'), v: part('v/') };
  disposeReplaced(state, restored);
  return restored;
}

function prefixed(prefix: string, tensors: HostTensors): [string, HostTensor][] {
  return [...tensors].map(([name, tensor]) => [prefix + name, tensor]);
}
