import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../../core/files.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { Graph } from '../network/graph.ts';
import type { Weights } from '../network/weights.ts';
import { isWeightFile, type ModelLocation, modelLocation, weightFileName } from './location.ts';
import { manifestText } from './manifest.ts';
import { bytesOfValues, digestOf, type WeightsDigest, weightValues } from './weight-values.ts';

/**
 * Saves a model as a TF.js layers model. `path` is a folder, which gets a model.json, or a file ending in .json; missing folders are made.
 * Weights go to a file of a new name first; then one atomic replacement of the .json, which holds their sha256, makes them the model.
 */
export async function saveTfjsModel(
  path: string,
  graph: Graph,
  weights: Weights,
  metadata: ModelMetadata,
  files: Files,
): Promise<void> {
  const location = modelLocation(path);
  const chunks = [...(await weightValues(graph, weights)).values()].map(bytesOfValues);
  const digest = digestOf(chunks);
  const weightFile = weightFileName(location, digest.sha256);
  await mkdir(location.folder, { recursive: true });
  const replaced = await modifiedAt(location.manifest);
  await writeWeights(join(location.folder, weightFile), chunks, digest, files);
  await files.replace(location.manifest, manifestText(graph, metadata, weightFile, digest));
  await removeOldWeights(location, weightFile, replaced, files);
}

/** A file that fails halfway is removed again: nothing names it. */
async function writeWeights(path: string, chunks: readonly Uint8Array[], { sha256 }: WeightsDigest, files: Files) {
  // The same weights were saved before: the model may be using the file, so it is not written again.
  const existing = await readFile(path).catch(() => undefined);
  if (existing !== undefined && digestOf([existing]).sha256 === sha256) return;
  try {
    await files.write(path, chunks);
  } catch (error) {
    await files.remove(path).catch(() => {});
    throw error;
  }
}

/**
 * Weight files that are no younger than the .json that was replaced belong to it, or to a process that was killed before. Younger ones may
 * be those of another process that is saving right now.
 */
async function removeOldWeights(location: ModelLocation, current: string, replaced: number | undefined, files: Files) {
  for (const file of await readdir(location.folder)) {
    const path = join(location.folder, file);
    const old = replaced !== undefined && file !== current && isWeightFile(location, file);
    if (old && ((await modifiedAt(path)) ?? Number.POSITIVE_INFINITY) <= replaced) await files.remove(path);
  }
}

async function modifiedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}
