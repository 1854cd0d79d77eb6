import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { installedRuntime, type RuntimeKind } from '../install/installed.ts';
import { BACKEND, type TensorFlowBackend } from './backend.ts';
import { prepareEnvironment } from './environment.ts';

/** A package that may hold TensorFlow's addon. */
export interface AddonSource {
  /** As people know it. */
  readonly name: string;
  /** Where `packageName` is looked for; undefined: there is none. */
  readonly folder: string | undefined;
  readonly packageName: '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';
}

export interface Addon {
  readonly source: AddonSource;
  readonly backend: TensorFlowBackend;
}

/** The private runtime of a kind, built against a current TensorFlow. */
export async function privateRuntime(kind: RuntimeKind): Promise<AddonSource> {
  const installed = await installedRuntime(kind);
  return { name: `the private runtime ${kind}`, folder: installed?.folder, packageName: '@tensorflow/tfjs-node' };
}

/** A package that npm has put where our own packages are. */
export function npmPackage(packageName: AddonSource['packageName']): AddonSource {
  const require = createRequire(import.meta.url);
  const folders = require.resolve.paths(packageName) ?? [];
  const folder = folders.find((candidate) => existsSync(join(candidate, packageName, 'package.json')));
  return { name: packageName, folder: folder && join(folder, '..'), packageName };
}

/** One process can hold one TensorFlow. */
let loaded: { readonly source: AddonSource; readonly backend: TensorFlowBackend } | undefined;

/**
 * Loads the first addon that is there and makes it TF.js' backend.
 *
 * @throws Error whose message says in one sentence why there is none.
 */
export async function loadAddon(sources: readonly AddonSource[]): Promise<Addon> {
  const present = sources.filter(({ folder }) => folder !== undefined);
  if (present.length === 0) throw new Error(`TensorFlow is not installed: ${notThere(sources)}.`);
  if (loaded) return again(loaded, present);
  const problems: string[] = [];
  for (const source of present) {
    try {
      loaded = { source, backend: await load(source) };
      return loaded;
    } catch (error) {
      problems.push(`${source.name} ${reasonOf(error)}`);
    }
  }
  throw new Error(`${problems.join('; ')}.`);
}

/** Makes the backend one that TF.js does not have, as before it was opened. The library itself stays loaded. */
export function unloadBackend({ backend }: Addon): void {
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => backend as unknown as tf.KernelBackend);
}

async function again(addon: Addon, wanted: readonly AddonSource[]): Promise<Addon> {
  if (!wanted.some(({ folder }) => folder === addon.source.folder)) {
    throw new Error(`This process has already loaded TensorFlow from ${addon.source.name}, and can hold one only.`);
  }
  await tf.setBackend(BACKEND);
  return addon;
}

async function load({ folder, packageName }: AddonSource): Promise<TensorFlowBackend> {
  prepareEnvironment();
  quietly(() => createRequire(join(folder!, 'package.json'))(packageName));
  // The package's own copy of tfjs-core shares its engine with ours; it has registered and set its backend there.
  if (!(await tf.setBackend(BACKEND))) throw new Error('did not start its backend');
  return tf.backend() as unknown as TensorFlowBackend;
}

/** The package warns of every kernel that two copies of TF.js register. */
function quietly(run: () => void): void {
  const { warn } = console;
  console.warn = () => {};
  try {
    run();
  } finally {
    console.warn = warn;
  }
}

function notThere(sources: readonly AddonSource[]): string {
  return `neither ${sources.map(({ name }) => name).join(' nor ')} is there`;
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  if (message.includes('native addon module')) {
    return 'has no addon: npm could not download it, or was told to run no install scripts';
  }
  const [line = ''] = message.split('\n');
  return code === 'ERR_DLOPEN_FAILED' ? `cannot be loaded (${line})` : `does not work (${line})`;
}
