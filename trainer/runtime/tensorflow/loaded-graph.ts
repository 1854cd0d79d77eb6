import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../../core/errors.ts';
import type { TensorFlowBackend } from './backend.ts';
import { type GraphNode, savedModel } from './graph-def.ts';
import { idsOf } from './recorder.ts';

/** A graph in a TensorFlow session of its own. Its variables live as long as it does. */
export class LoadedGraph {
  readonly #backend: TensorFlowBackend;
  readonly #id: number;

  constructor(backend: TensorFlowBackend, nodes: readonly GraphNode[]) {
    this.#backend = backend;
    this.#id = load(backend, nodes);
  }

  /**
   * Runs what the fetched nodes need.
   *
   * @param feeds node → tensor; the tensors stay the caller's.
   * @returns the first output of each fetched node; the caller disposes of them.
   */
  run(feeds: ReadonlyMap<string, tf.Tensor>, fetches: readonly string[]): tf.Tensor[] {
    const inputs = idsOf(this.#backend, [...feeds.values()]);
    const outputs = this.#backend.binding.runSavedModel(this.#id, inputs, places(feeds.keys()), places(fetches));
    return outputs.map((metadata) => this.#backend.createOutputTensor(metadata));
  }

  dispose(): void {
    this.#backend.binding.deleteSavedModel(this.#id);
  }
}

/** The addon's one way to hand TensorFlow a graph is a SavedModel on disk. */
function load(backend: TensorFlowBackend, nodes: readonly GraphNode[]): number {
  const folder = written(savedModel(nodes));
  try {
    return backend.binding.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function written(model: Uint8Array): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'multitask-graph-'));
    writeFileSync(join(folder, 'saved_model.pb'), model);
    return folder;
  } catch (cause) {
    throw new UserError(
      `The TensorFlow graph could not be written to ${tmpdir()}: ${(cause as Error).message}. Free space there, or set TMPDIR to another folder.`,
      { cause },
    );
  }
}

const places = (names: Iterable<string>) => [...names].map((name) => `${name}:0`).join(',');
