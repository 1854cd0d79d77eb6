import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../core/errors.ts';
import { type Files, writeError } from '../../core/files.ts';
import type { LoadedModel } from '../model-file/load-model.ts';
import { openModel } from '../model-file/open-model.ts';
import { saveModel } from '../model-file/save-model.ts';
import { type Probabilities, probabilitiesOf } from '../predict/probabilities.ts';
import type { Runtime } from '../runtime/rung.ts';
import { checkFilePath, type ExportFormat, type Reading } from './format.ts';
import { BATCH_SIZE, inBatches } from './in-batches.ts';

/** A Keras HDF5 file. */
export const kerasFormat: ExportFormat = {
  check: (out) => checkFilePath(out, 'a Keras file', ['.h5', '.hdf5']),
  write: save,
  predict: predictOpened,
  place: (path, out, _, files) => moveFile(path, out, 'the Keras file', files),
};

/** A TF.js layers model: a folder, or a .json file with its weights beside it. */
export const tfjsFormat: ExportFormat = {
  async check(out) {
    const extension = extname(out).toLowerCase();
    if (!['.h5', '.hdf5', '.keras', '.onnx'].includes(extension)) return;
    throw new UserError(`${out}: a TF.js model is a folder, or a file ending in .json with its weights beside it.`);
  },
  write: save,
  predict: predictOpened,
  // Of two files, only saveModel knows in which order they may appear. The same model gives the same bytes again.
  place: (_, out, model, files) => save(out, model, files),
};

/** Puts a file in the place of another in one move; missing folders are made. Rejects with a UserError if the disk refuses. */
export async function moveFile(path: string, out: string, what: string, files: Files): Promise<void> {
  try {
    await mkdir(dirname(out), { recursive: true });
    await files.move(path, out);
  } catch (error) {
    throw writeError(error, what, out);
  }
}

function save(path: string, { graph, weights, metadata }: LoadedModel, files: Files): Promise<void> {
  return saveModel(path, graph, weights, metadata, files);
}

async function predictOpened(path: string, { images, runtime }: Reading): Promise<Probabilities> {
  const model = await openModel(path);
  try {
    return await predictWith(model, images, runtime);
  } finally {
    tf.dispose([...model.weights.values()]);
  }
}

/** What a model in memory says of images. */
export async function predictWith(
  { graph, weights, metadata }: LoadedModel,
  images: readonly Uint8Array[],
  runtime: Runtime,
): Promise<Probabilities> {
  const program = runtime.inference(graph, BATCH_SIZE);
  try {
    program.load(weights);
    return await inBatches(images, (batch) => probabilitiesOf(batch, metadata.preprocessing, program));
  } finally {
    program.dispose();
  }
}
