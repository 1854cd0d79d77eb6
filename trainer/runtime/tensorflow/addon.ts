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
  /** How the package may have come to be there without its addon. */
  readonly withoutAddon: string;
}

export interface Addon {
  readonly source: AddonSource;
  readonly backend: TensorFlowBackend;
}

/** The private runtime of a kind, built against a current TensorFlow. */
export async function privateRuntime(kind: RuntimeKind): Promise<AddonSource> {
  const installed = await installedRuntime(kind);
  return {
    name: `the private runtime ${kind}`,
    folder: installed?.folder,
    packageName: '@tensorflow/tfjs-node',
    withoutAddon: 'a file of it was removed',
  };
}

/** A package that npm has put where our own packages are. */
export function npmPackage(packageName: AddonSource['packageName']): AddonSource {
  const require = createRequire(import.meta.url);
  const folders = require.resolve.paths(packageName) ?? [];
  const folder = folders.find((candidate) => existsSync(join(candidate, packageName, 'package.json')));
  return {
    name: packageName,
    folder: folder && join(folder, '..'),
    packageName,
    withoutAddon: 'npm could not download it, or was told to run no install scripts',
  };
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
  if (present.length === 0) throw new Error('TensorFlow is not installed.');
  if (loaded) return again(loaded, present);
  const problems: string[] = [];
  for (const source of present) {
    try {
      loaded = { source, backend: await load(source) };
      return loaded;
    } catch (error) {
      problems.push(`${source.name} ${reasonOf(error, source)}`);
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
  const require = createRequire(join(folder!, 'package.json'));
  const { version } = require(`${packageName}/package.json`) as { version: string };
  if (minorOf(version) !== minorOf(tf.version_core)) throw new OtherVersion(version);
  const started = quietly(() => {
    // The package's own copy of tfjs-core shares its engine with ours; it registers its backend there.
    require(packageName);
    return tf.setBackend(BACKEND);
  });
  if (!(await started)) throw new Error('TF.js could not start its backend');
  return tf.backend() as unknown as TensorFlowBackend;
}

/** Two copies of TF.js that share one engine must be alike. */
class OtherVersion extends Error {
  constructor(version: string) {
    super(`is version ${version}, and ${minorOf(tf.version_core)} is needed`);
  }
}

/** "4.22.0" → "4.22" */
const minorOf = (version: string) => version.split('.').slice(0, 2).join('.');

/** The package warns of every kernel that two copies of TF.js register, and uses functions that Node advises against. */
function quietly<T>(run: () => T): T {
  const { warn } = console;
  const { noDeprecation = false } = process;
  console.warn = () => {};
  process.noDeprecation = true;
  try {
    return run();
  } finally {
    console.warn = warn;
    process.noDeprecation = noDeprecation;
  }
}

function reasonOf(error: unknown, { withoutAddon }: AddonSource): string {
  if (error instanceof OtherVersion) return error.message;
  const { message, code } = error as NodeJS.ErrnoException;
  if (message.includes('native addon module')) return `has no addon: ${withoutAddon}`;
  const [line = ''] = message.split('\n');
  return code === 'ERR_DLOPEN_FAILED' ? `cannot be loaded (${line})` : `does not work (${line})`;
}
