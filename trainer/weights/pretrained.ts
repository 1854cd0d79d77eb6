import type { Config } from '../../schemas/types/config.ts';
import { splitAtFeatures } from '../network/features.ts';
import type { Graph } from '../network/graph.ts';
import { weightSpecs } from '../network/weight-specs.ts';
import { cachedFile } from './cached-file.ts';
import type { DownloadProgress } from './download.ts';
import { readKerasH5 } from './keras-h5.ts';
import { publishedWeights } from './published.ts';

export interface PretrainedOptions {
  /** Makes a path of the config absolute. */
  readonly resolve: (path: string) => string;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * The values that a config's backbone starts from, by weight name: ImageNet weights as Keras publishes them, downloaded once, or those
 * of a file; undefined for weights: none. Rejects with a UserError if they cannot be had, or do not fit the network.
 */
export async function pretrainedBackbone(
  { model }: Config,
  graph: Graph,
  { resolve, onProgress, signal }: PretrainedOptions,
): Promise<Map<string, Float32Array> | undefined> {
  if (model.weights === 'none') return undefined;
  const specs = weightSpecs(splitAtFeatures(graph).backbone);
  if (model.weights !== 'imagenet') return readKerasH5(resolve(model.weights), specs, signal);
  const file = await cachedFile(publishedWeights(model), {
    ...(onProgress && { onProgress }),
    ...(signal && { signal }),
  });
  return readKerasH5(file, specs, signal);
}
