import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { modelFormat } from '../../core/config/model-format.ts';
import { UserError } from '../../core/errors.ts';
import { disk, type Files, writeError } from '../../core/files.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { TrainingSettings } from '../keras-file/training-config.ts';
import { writeKerasModel } from '../keras-file/write-keras-model.ts';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import { saveInOneMove } from '../run/one-move.ts';
import { saveTfjsModel } from './save-tfjs-model.ts';

/**
 * Saves a model in the format that the path's ending names: .h5 and .hdf5 are whole models of Keras, anything else is a TF.js layers model.
 * Missing folders are made. A process killed at any moment, or a full disk, leaves the old or the new model, whole. `training` goes into
 * formats that have a place for it. Rejects with a UserError if the disk refuses, or the format.
 */
export async function saveModel(
  path: string,
  graph: Graph,
  weights: Weights,
  metadata: ModelMetadata,
  files: Files = disk,
  training?: TrainingSettings,
): Promise<void> {
  const format = modelFormat(path);
  if (format === undefined) {
    throw new UserError(
      `${path}: .keras files are not written. Name a file ending in .h5, which Keras opens as well, a folder, or a file ending in .json.`,
    );
  }
  try {
    if (format === 'tfjs') await saveTfjsModel(path, graph, weights, metadata, files);
    else {
      await mkdir(dirname(path), { recursive: true });
      const write = (part: string) => writeKerasModel(part, graph, weights, metadata, training);
      await saveInOneMove(path, write, files);
    }
  } catch (error) {
    throw writeError(error, 'the model', path);
  }
}
