import { createRequire } from 'node:module';
import type * as Webgpu from 'webgpu';
import { UserError } from '../../../core/errors.ts';
import { missingVulkan } from './vulkan.ts';

/** What npm `webgpu` exports: Dawn, Chromium's WebGPU, as a Node addon; and the classes that a browser has as globals. */
export type Dawn = Pick<typeof Webgpu, 'create' | 'globals'>;

export type LoadDawn = () => Promise<Dawn>;

// Kept as long as the process lives: Dawn crashes if the object is collected while a read is under way, and it keeps no process from
// ending.
const instances = new Map<Dawn['create'], GPU>();

/** Dawn's GPU, one for the process, and its globals. @throws UserError if Dawn is not there or has nothing to run on. */
export async function openDawn(loadDawn: LoadDawn = load): Promise<{ gpu: GPU; globals: object }> {
  const { create, globals } = await loadDawn();
  const gpu = instances.get(create) ?? create([]);
  instances.set(create, gpu);
  return { gpu, globals };
}

async function load(): Promise<Dawn> {
  const dawn = await importDawn();
  const missing = missingVulkan();
  if (missing !== undefined) throw new UserError(missing);
  return dawn;
}

/** The version of the npm package, which counts Dawn's versions. */
export function dawnVersion(): string {
  const { version } = createRequire(import.meta.url)('webgpu/package.json') as { version: string };
  return version;
}

/** It is an optional dependency: an install may have left it out. */
export async function importDawn(specifier = 'webgpu'): Promise<Dawn> {
  try {
    return (await import(specifier)) as Dawn;
  } catch (error) {
    throw new UserError(whyNotLoaded(error), { cause: error });
  }
}

function whyNotLoaded(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ERR_MODULE_NOT_FOUND':
      return 'The package webgpu, which brings WebGPU to Node, is not installed.';
    case 'MODULE_NOT_FOUND':
      return `The package webgpu has no program for ${process.platform} on ${process.arch}.`;
    default:
      return `WebGPU could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}
