import { createHash } from 'node:crypto';
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../core/errors.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { Graph } from '../network/graph.ts';
import { sizeOf } from '../network/weights.ts';
import { modelLocation } from './location.ts';
import { type ParsedManifest, parseManifest } from './manifest.ts';
import { refusal } from './refusal.ts';

export interface LoadedModel {
  readonly graph: Graph;
  /** The caller disposes of them. */
  readonly weights: Map<string, tf.Tensor>;
  readonly metadata: ModelMetadata;
}

/** No network of ours comes near it. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * Loads a model that saveModel saved, from the same path. Nothing in the files is taken on trust: sizes are compared before memory is
 * taken, the weights must have the sha256 that model.json holds, and all numbers must be finite. Rejects with a UserError that gives the
 * reason.
 */
export async function loadModel(path: string): Promise<LoadedModel> {
  const { manifest } = modelLocation(path);
  let text = await manifestOf(manifest, path);
  for (;;) {
    try {
      return await load(text, manifest);
    } catch (error) {
      // A training that ends at this moment replaces both files: then the new ones count.
      const newText = await manifestOf(manifest, path);
      if (newText === text) throw refusal(path, error);
      text = newText;
    }
  }
}

async function manifestOf(manifest: string, path: string): Promise<string> {
  try {
    const { size } = await stat(manifest);
    if (size > MAX_MANIFEST_BYTES) throw new Error('its model.json is larger than any of ours');
    return await readFile(manifest, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UserError(`There is no model at ${path}: ${manifest} does not exist.`, { cause: error });
    }
    throw refusal(path, error);
  }
}

async function load(text: string, manifestPath: string): Promise<LoadedModel> {
  const manifest = parseManifest(text);
  const content = await weightsOf(manifest, manifestPath);
  return { graph: manifest.graph, metadata: manifest.metadata, weights: tensorsOf(manifest, content) };
}

async function weightsOf({ weightFile, digest }: ParsedManifest, manifestPath: string): Promise<Uint8Array> {
  const path = join(dirname(manifestPath), weightFile);
  const folder = await realpath(dirname(manifestPath));
  const real = await realpath(path).catch(() => {
    throw new Error(`its weight file ${weightFile} is missing`);
  });
  if (dirname(real) !== folder) throw new Error(`its weight file ${weightFile} is a link out of its folder`);
  const file = await open(real);
  try {
    const { size } = await file.stat();
    if (size !== digest.bytes)
      throw new Error(`its weight file ${weightFile} has ${size} bytes instead of ${digest.bytes}`);
    const content = await file.readFile();
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 !== digest.sha256)
      throw new Error(`its weight file ${weightFile} is damaged: its sha256 is not that in model.json`);
    return content;
  } finally {
    await file.close();
  }
}

function tensorsOf({ specs }: ParsedManifest, content: Uint8Array): Map<string, tf.Tensor> {
  let offset = 0;
  const values = specs.map(({ name, shape }) => {
    const numbers = new Float32Array(sizeOf(shape));
    new Uint8Array(numbers.buffer).set(content.subarray(offset, offset + numbers.byteLength));
    offset += numbers.byteLength;
    if (!numbers.every(Number.isFinite)) throw new Error(`its weight ${name} holds values that are not finite numbers`);
    return numbers;
  });
  return new Map(specs.map(({ name, shape }, i) => [name, tf.tensor(values[i]!, [...shape])]));
}
