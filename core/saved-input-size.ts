import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFormat } from './config/model-format.ts';
import type { PathFacts } from './path-facts.ts';

/** A model.json of Xception has about 200 kB. */
const LARGEST = 8 * 1024 * 1024;

/**
 * Height and width in pixels of the TF.js model that stands at model_path, as multitask saved it; undefined where there is none, where it cannot be read, and for
 * Keras files, which core does not open.
 *
 * @param facts Of model_path.
 */
export async function savedInputSize({ path, kind }: PathFacts): Promise<readonly [number, number] | undefined> {
  if (modelFormat(path) !== 'tfjs' || (kind !== 'folder' && kind !== 'file')) return undefined;
  const file = kind === 'folder' ? join(path, 'model.json') : path;
  try {
    const { size } = await stat(file);
    return size > LARGEST ? undefined : sizeIn(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

interface Manifest {
  readonly userDefinedMetadata?: {
    readonly multitask?: { readonly inputSize?: { height?: unknown; width?: unknown } };
  };
}

function sizeIn(manifest: Manifest | null): readonly [number, number] | undefined {
  const { height, width } = manifest?.userDefinedMetadata?.multitask?.inputSize ?? {};
  return Number.isSafeInteger(height) && Number.isSafeInteger(width) ? [Number(height), Number(width)] : undefined;
}
