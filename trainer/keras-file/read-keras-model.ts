import { stat } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../../schemas/types/config.ts';
import type { KerasContent } from '../hdf5/keras-content.ts';
import { readKerasFile } from '../hdf5/read-keras-file.ts';
import type { LoadedModel } from '../model-file/load-model.ts';
import { checkTasks } from '../model-file/metadata.ts';
import { refusal } from '../model-file/refusal.ts';
import type { Graph } from '../network/graph.ts';
import { weightSpecs } from '../network/weights.ts';
import { buildGraph } from './build-graph.ts';
import { type LabelledGraph, labelled } from './config-metadata.ts';
import { parseKerasNetwork } from './keras-network.ts';
import { headsOf, headsText } from './labels.ts';
import { matchWeights } from './match-weights.ts';
import { checkDigest, parseOwnAttribute } from './own-metadata.ts';

export interface ReadKerasOptions {
  /** Says what the labels are, if multitask did not save the file. */
  readonly config?: Config;
  readonly signal?: AbortSignal;
}

/**
 * Reads a whole model that multitask, Keras 3 or Keras 2 saved as HDF5. What its network computes is what Keras computes; what cannot be
 * computed here is refused by the name of the layer. Rejects with a UserError that gives the reason.
 */
export async function readKerasModel(path: string, { config, signal }: ReadKerasOptions = {}): Promise<LoadedModel> {
  const content = await readKerasFile(path, 'model', signal ? { signal } : {});
  const { mtime } = await stat(path);
  try {
    return modelOf(content, config, mtime);
  } catch (error) {
    throw refusal(path, error);
  }
}

function modelOf({ kind, attributes, layers }: KerasContent, config: Config | undefined, modified: Date): LoadedModel {
  const { model_config, multitask, keras_version } = attributes;
  if (kind === 'weights' || kind === 'keras-3-weights') {
    throw new Error("it holds weights alone, without the network. Save the whole model: model.save('model.h5')");
  }
  if (kind === 'other' || model_config === undefined)
    throw new Error('it is no model of Keras: it has no model_config');
  const network = parseKerasNetwork(model_config);
  const own = multitask === undefined ? undefined : parseOwnAttribute(multitask);
  const [height, width] = config?.model.input_shape ?? [];
  const size = height === undefined || width === undefined ? undefined : { height, width };
  const { graph, origins } = buildGraph(network, size);
  const specs = weightSpecs(graph);
  const values = matchWeights(specs, origins, layers);
  if (own) checkDigest(own, values);
  const facts = { network, kerasVersion: keras_version, modified };
  const model: LabelledGraph = own
    ? { graph, metadata: own.metadata }
    : labelled(graph, config ?? withoutLabels(graph), facts);
  checkTasks(model.graph, model.metadata);
  // Heads may have other names now, but weights stand in the same order.
  const weights = weightSpecs(model.graph).map(({ name, shape }, i) => {
    return [name, tf.tensor(values.get(specs[i]!.name)!, [...shape])] as const;
  });
  return { ...model, weights: new Map(weights) };
}

function withoutLabels(graph: Graph): never {
  throw new Error(
    `it holds no labels, as Keras saves none. Add --config config.yml, the config that it was trained with. Its outputs: ${headsText(headsOf(graph))}`,
  );
}
