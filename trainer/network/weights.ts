import * as tf from '@tensorflow/tfjs-core';
import { randomFor } from '../../core/random.ts';
import type { Graph, Shape } from './graph.ts';
import { sizeOf, type WeightSpec, weightSpecs } from './weight-specs.ts';

export { sizeOf, type WeightRole, type WeightSpec, weightSpecs } from './weight-specs.ts';

/** The weights of a network by name, as weightSpecs lists them. */
export type Weights = ReadonlyMap<string, tf.Tensor>;

/**
 * Weights to start from, by Keras' default initializers. A weight's values depend on nothing but the seed and its name. The caller
 * disposes of the tensors.
 */
export function initialWeights(graph: Graph, seed: number): Map<string, tf.Tensor> {
  return new Map(weightSpecs(graph).map((spec) => [spec.name, tf.tensor(initialValues(spec, seed), [...spec.shape])]));
}

function initialValues({ name, shape, initializer }: WeightSpec, seed: number): Float32Array {
  const values = new Float32Array(sizeOf(shape));
  if (initializer === 'ones') values.fill(1);
  if (initializer === 'glorot_uniform') {
    const limit = Math.sqrt(6 / (fanIn(shape) + fanOut(shape)));
    const random = randomFor(seed, 'initial-weights', name);
    for (let i = 0; i < values.length; i++) values[i] = random.between(-limit, limit);
  }
  return values;
}

/** As Keras' VarianceScaling counts them: the last two dimensions are inputs and outputs, those before are the receptive field. */
const fanIn = (shape: Shape) => sizeOf(shape.slice(0, -1));
const fanOut = (shape: Shape) => sizeOf(shape) / shape.at(-2)!;
