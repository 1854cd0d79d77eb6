import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import envPaths from 'env-paths';
import schema from '../../../schemas/installed-runtime.schema.json' with { type: 'json' };
import type { InstalledRuntime as Manifest } from '../../../schemas/types/installed-runtime.ts';

/** native: TensorFlow on the CPU. cuda: TensorFlow with the CUDA libraries. */
export type RuntimeKind = Manifest['kind'];

/** A private runtime that is whole: its folder, and what its runtime.json says. */
export interface InstalledRuntime {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Where private runtimes are kept: in the folder MULTITASK_DATA, or in a folder for data as the operating system has it. */
export function runtimesFolder(): string {
  return resolve(process.env.MULTITASK_DATA || envPaths('multitask-vision', { suffix: '' }).data, 'runtimes');
}

/** The folder that a private runtime has, or would have. */
export function runtimeFolder(kind: RuntimeKind): string {
  return join(runtimesFolder(), kind);
}

/** The file that makes a folder a runtime; an install writes it last. */
export const MANIFEST = 'runtime.json';

/** The private runtime of this kind, or undefined if there is none that is whole and made for this platform. */
export async function installedRuntime(kind: RuntimeKind): Promise<InstalledRuntime | undefined> {
  const folder = runtimeFolder(kind);
  const manifest = await readManifest(folder);
  const fits = manifest?.kind === kind && manifest.platform === `${process.platform}-${process.arch}`;
  return fits ? { folder, manifest } : undefined;
}

const isManifest = new Ajv().compile<Manifest>(schema);

async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
    return isManifest(manifest) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
