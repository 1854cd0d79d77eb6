import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { disk, type Files, writeError } from '../../core/files.ts';
import type { EarlyStoppingState } from '../training/callbacks/early-stopping.ts';
import type { ReduceLROnPlateauState } from '../training/callbacks/reduce-lr-on-plateau.ts';
import { type HostTensors, readTensors, type TensorFile, writeTensors } from './tensor-file.ts';

/** What a run knows after an epoch besides tensors. Plain JSON. */
export interface Progress {
  /** The epoch that has just ended, from 0. */
  readonly epoch: number;
  /** Optimizer steps taken. */
  readonly steps: number;
  readonly earlyStopping: EarlyStoppingState;
  readonly reduceLROnPlateau: ReduceLROnPlateauState;
  /** Wall time over all processes so far, training steps alone, and the training images they took. */
  readonly seconds: number;
  readonly stepSeconds: number;
  readonly images: number;
}

/** What must not change while a run goes on. */
export interface Fingerprint {
  readonly seed: number;
  /** sha256 of the config keys that decide the history. */
  readonly config: string;
  /** sha256 of the rows of every part of the split. */
  readonly data: string;
  /** sha256 of the weights that training leaves alone. */
  readonly frozenWeights: string;
}

export interface Checkpoint {
  readonly progress: Progress;
  readonly fingerprint: Fingerprint;
  /** Weights that training changes, moving statistics among them. */
  readonly weights: HostTensors;
  /** Adam's m and v, as m/<weight> and v/<weight>. */
  readonly optimizer: HostTensors;
  /** Those weights after the best epoch, progress.earlyStopping.bestEpoch. */
  readonly best: HostTensors;
}

interface Manifest {
  readonly v: 1;
  readonly progress: Progress;
  readonly fingerprint: Fingerprint;
  readonly weights: TensorFile;
  readonly optimizer: TensorFile;
  /** The file of another epoch, or the same as weights. */
  readonly best: TensorFile;
}

/**
 * The newest checkpoint of a run. Tensors go to files under new names first; then one atomic rename of manifest.json, which holds
 * their sha256, makes them the checkpoint; then files that no manifest names are removed. So a process killed at any moment leaves the
 * old or the new checkpoint, whole.
 */
export class CheckpointStore {
  readonly #folder: string;
  readonly #files: Files;
  #manifest: Manifest | undefined;

  private constructor(folder: string, files: Files, manifest: Manifest | undefined) {
    this.#folder = folder;
    this.#files = files;
    this.#manifest = manifest;
  }

  static async open(folder: string, files: Files = disk): Promise<CheckpointStore> {
    return new CheckpointStore(folder, files, await readManifest(manifestPath(folder)));
  }

  /** As of the last epoch that was saved; undefined: there is none yet. */
  get progress(): Progress | undefined {
    return this.#manifest?.progress;
  }

  /** Rejects with a UserError if a file is not as it was saved. */
  async load(): Promise<Checkpoint | undefined> {
    if (this.#manifest === undefined) return undefined;
    const { progress, fingerprint, weights, optimizer, best } = this.#manifest;
    const current = await readTensors(this.#folder, weights);
    return {
      progress,
      fingerprint,
      weights: current,
      optimizer: await readTensors(this.#folder, optimizer),
      best: best.file === weights.file ? current : await readTensors(this.#folder, best),
    };
  }

  /** Rejects with a UserError if the disk refuses; the checkpoint before then stays the newest one. */
  async save(checkpoint: Omit<Checkpoint, 'best'>): Promise<void> {
    const { progress, fingerprint } = checkpoint;
    const number = String(progress.epoch).padStart(6, '0');
    try {
      const weights = await this.#write(`weights-${number}.bin`, checkpoint.weights);
      const optimizer = await this.#write(`optimizer-${number}.bin`, checkpoint.optimizer);
      const isBest = progress.earlyStopping.bestEpoch === progress.epoch;
      const best = isBest ? weights : (this.#manifest?.best ?? weights);
      const manifest: Manifest = { v: 1, progress, fingerprint, weights, optimizer, best };
      await this.#files.replace(manifestPath(this.#folder), `${JSON.stringify(manifest)}\n`);
      this.#manifest = manifest;
      await this.#removeOthers(manifest);
    } catch (error) {
      throw writeError(error, `the checkpoint of epoch ${progress.epoch + 1}`, this.#folder);
    }
  }

  #write(file: string, tensors: HostTensors): Promise<TensorFile> {
    return writeTensors(this.#files, this.#folder, file, tensors);
  }

  async #removeOthers({ weights, optimizer, best }: Manifest): Promise<void> {
    const named = new Set([weights.file, optimizer.file, best.file, MANIFEST]);
    for (const file of await readdir(this.#folder)) {
      if (!named.has(file)) await this.#files.remove(join(this.#folder, file));
    }
  }
}

const MANIFEST = 'manifest.json';
const manifestPath = (folder: string): string => join(folder, MANIFEST);

async function readManifest(path: string): Promise<Manifest | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest;
    if (manifest.v === 1) return manifest;
  } catch (error) {
    throw new UserError(`${path} is damaged: ${(error as Error).message}. Start a new run without --resume.`, {
      cause: error,
    });
  }
  throw new UserError(`${path} was written by another version of multitask. Start a new run without --resume.`);
}
