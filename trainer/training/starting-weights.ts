import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../schemas/types/config.ts';
import type { Graph } from '../network/graph.ts';
import { initialWeights, weightSpecs } from '../network/weights.ts';
import { pretrainedBackbone } from '../weights/pretrained.ts';
import { type Emit, phaseProgress } from './events.ts';

export interface StartingWeightsOptions {
  /** Makes a path of the config absolute. */
  readonly resolve: (path: string) => string;
  readonly emit: Emit;
  readonly stop: AbortSignal;
}

/** The weights that training starts from: random ones, and in the backbone pretrained ones where the config asks for them. */
export async function startingWeights(
  config: Config,
  graph: Graph,
  { resolve, emit, stop }: StartingWeightsOptions,
): Promise<Map<string, tf.Tensor>> {
  let tell: ((done: number) => void) | undefined;
  const pretrained = await pretrainedBackbone(config, graph, {
    resolve,
    signal: stop,
    onProgress({ received, total }) {
      tell ??= phaseProgress(emit, 'weights', total ?? 0, 'bytes');
      tell(received);
    },
  });
  const weights = initialWeights(graph, config.model.random_seed);
  for (const { name, shape } of weightSpecs(graph)) {
    const values = pretrained?.get(name);
    if (values === undefined) continue;
    weights.get(name)?.dispose();
    weights.set(name, tf.tensor(values, [...shape], 'float32'));
  }
  return weights;
}
