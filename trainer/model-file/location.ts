import { basename, dirname, extname, join } from 'node:path';

/** The places of a saved model. */
export interface ModelLocation {
  readonly folder: string;
  /** Absolute or relative, as the path was. */
  readonly manifest: string;
  /** Begins the names of the model's weight files. */
  readonly stem: string;
}

/** A path ending in .json is the model's manifest; any other is the folder around model.json. */
export function modelLocation(path: string): ModelLocation {
  const manifest = extname(path).toLowerCase() === '.json' ? path : join(path, 'model.json');
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
