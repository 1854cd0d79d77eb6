import { basename, dirname, extname, join } from 'node:path';
import { UserError } from '../../core/errors.ts';

/** The places of a saved model. */
export interface ModelLocation {
  readonly folder: string;
  /** Absolute or relative, as the path was. */
  readonly manifest: string;
  /** Begins the names of the model's weight files. */
  readonly stem: string;
}

/** A path ending in .json is the model's manifest; any other is the folder around model.json. Throws a UserError for Keras' formats. */
export function modelLocation(path: string): ModelLocation {
  const extension = extname(path).toLowerCase();
  if (['.h5', '.hdf5', '.keras'].includes(extension)) {
    throw new UserError(
      `${path}: this version has no Keras files for whole models; they come in a later one. Name a folder, or a file ending in .json.`,
    );
  }
  const manifest = extension === '.json' ? path : join(path, 'model.json');
  return { folder: dirname(manifest), manifest, stem: basename(manifest).slice(0, -'.json'.length) };
}

/** Weight files carry their content in their name, so that a new model never overwrites the weights of the old one. */
export function weightFileName({ stem }: ModelLocation, sha256: string): string {
  return `${stem}.weights-${sha256.slice(0, 16)}.bin`;
}

/** Whether a file is, or was, the weights of this model. */
export function isWeightFile({ stem }: ModelLocation, file: string): boolean {
  return file.startsWith(`${stem}.weights-`) && /^[0-9a-f]{16}\.bin$/.test(file.slice(`${stem}.weights-`.length));
}
