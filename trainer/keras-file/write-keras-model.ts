import type { Group } from 'h5wasm/node';
import { isKerasLayerName } from '../../core/config/model-format.ts';
import { UserError } from '../../core/errors.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { bytesOfValues, digestOf, weightValues } from '../model-file/weight-values.ts';
import { outputName } from '../network/build-network.ts';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import { createH5, setNames, setText } from './create-h5.ts';
import { modelConfig } from './model-config.ts';
import { nestBackbone } from './nested-network.ts';
import { defaultTraining, type TrainingSettings, trainingConfig } from './training-config.ts';
import { type WeightGroup, weightGroups } from './weight-groups.ts';

/** The oldest Keras whose files look like this. Without a version Keras 2 takes a file for one of Keras 1 and turns its kernels. */
const KERAS_VERSION = '2.4.0';
const BACKEND = 'tensorflow';

/**
 * Writes a network as a whole-model HDF5 file that `load_model` of Keras 3 and of TF 2.4 and later opens without custom objects, compiled
 * (layout: keras/src/legacy/saving/legacy_h5_format.py). The root attribute `multitask`, which Keras ignores, holds the metadata and the
 * digest of the weights in the order of weightSpecs. Throws a UserError if Keras would refuse the name of a task.
 */
export async function writeKerasModel(
  path: string,
  graph: Graph,
  weights: Weights,
  metadata: ModelMetadata,
  training: TrainingSettings = defaultTraining(graph.outputs),
): Promise<void> {
  refuseTaskNames(metadata);
  const network = nestBackbone(graph, metadata);
  const values = await weightValues(graph, weights);
  const digest = digestOf([...values.values()].map(bytesOfValues));
  await createH5(path, (file) => {
    setText(file, 'keras_version', KERAS_VERSION);
    setText(file, 'backend', BACKEND);
    setText(file, 'model_config', asciiJson(modelConfig(network)));
    setText(file, 'training_config', asciiJson(trainingConfig(graph.outputs, training)));
    setText(file, 'multitask', asciiJson({ metadata, weights: digest }));
    writeWeights(file.create_group('model_weights'), weightGroups(network), values);
  });
}

function refuseTaskNames({ tasks }: ModelMetadata): void {
  const refused = tasks.find(({ task }) => !isKerasLayerName(outputName(task)));
  if (refused === undefined) return;
  throw new UserError(
    `The task ${JSON.stringify(refused.task)} cannot be saved in a Keras file: the names of Keras' layers have only A–Z, a–z, digits and . _ - >, and begin with a letter, a digit or a dot.`,
  );
}

function writeWeights(parent: Group, groups: readonly WeightGroup[], values: ReadonlyMap<string, Float32Array>): void {
  setNames(
    parent,
    'layer_names',
    groups.map(({ name }) => name),
  );
  setText(parent, 'backend', BACKEND);
  setText(parent, 'keras_version', KERAS_VERSION);
  // Weights that belong to no layer: there are none, but Keras 2.7 and later writes the group.
  for (const { name, weights } of [...groups, { name: 'top_level_model_weights', weights: [] }]) {
    const group = parent.create_group(name);
    setNames(
      group,
      'weight_names',
      weights.map((weight) => weight.name),
    );
    for (const layer of new Set(weights.map(({ spec }) => spec.layer))) group.create_group(layer);
    for (const { name, spec } of weights) {
      group.create_dataset({ name, data: values.get(spec.name)!, shape: [...spec.shape], dtype: '<f' });
    }
  }
}

/** JSON in ASCII alone, as Python's json.dumps writes it. */
function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
