import * as tf from '@tensorflow/tfjs-core';
import { randomFor } from '../../../core/random.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { sizeOf, weightSpecs } from '../../../trainer/network/weights.ts';

/** Weights as training might leave them: none is 0 or 1, and variances are positive. */
export function randomWeights(graph: Graph, seed: number): Map<string, tf.Tensor> {
  return new Map(
    weightSpecs(graph).map(({ name, role, shape }) => {
      const random = randomFor(seed, name);
      const spread = Math.sqrt(3 / sizeOf(shape.slice(0, -1)));
      const draw =
        role === 'gamma' || role === 'moving_variance'
          ? () => random.between(0.5, 1.5)
          : () => random.between(-spread, spread);
      return [name, tf.tensor(Float32Array.from({ length: sizeOf(shape) }, draw), [...shape])] as const;
    }),
  );
}
