import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Files } from '../../core/files.ts';
import type { LoadedModel } from '../model-file/load-model.ts';
import type { Probabilities } from '../predict/probabilities.ts';
import type { Runtime } from '../runtime/rung.ts';

/** A kind of model file that can be written, and read again by something else than what wrote it. */
export interface ExportFormat {
  /** Rejects with a UserError if no such model can be at `out`, or if this machine lacks what reads it. */
  check(out: string): Promise<void>;
  /** Writes a model to a path of its own. Rejects with a UserError if the disk refuses. */
  write(path: string, model: LoadedModel, files: Files): Promise<void>;
  /** What the model at the path, read from there, says of images. */
  predict(path: string, reading: Reading): Promise<Probabilities>;
  /** Puts the model that was written to `path`, and found right, in the place of what may be at `out`. */
  place(path: string, out: string, model: LoadedModel, files: Files): Promise<void>;
}

/** What reading a model needs. */
export interface Reading {
  /** The model that was exported. */
  readonly model: LoadedModel;
  /** As readPixels gives them. */
  readonly images: readonly Uint8Array[];
  readonly runtime: Runtime;
}

/** Throws a UserError unless the path ends as files of the format do, and is no folder. */
export async function checkFilePath(out: string, format: string, extensions: readonly string[]): Promise<void> {
  if (!extensions.includes(extname(out).toLowerCase())) {
    throw new UserError(
      `${out}: the name of ${format} ends in ${extensions.join(' or ')}, such as model${extensions[0]}.`,
    );
  }
  const facts = await stat(out).catch(() => undefined);
  if (facts?.isDirectory()) throw new UserError(`${out} is a folder; ${format} cannot take its place.`);
}
