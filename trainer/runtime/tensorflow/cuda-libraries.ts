import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { runtimeFolder } from '../install/installed.ts';
import { SITE_PACKAGES } from '../install/libraries.ts';
import { CUDA_WHEELS } from '../install/wheels.ts';

/** Comes with the driver. */
const DRIVER_LIBRARY = 'libcuda.so.1';

/** What TensorFlow 2.9, the one that @tensorflow/tfjs-node-gpu downloads, opens by name: CUDA 11.2 and cuDNN 8.1. */
const CUDA_11 = [
  ...['libcudart.so.11.0', 'libcublas.so.11', 'libcublasLt.so.11', 'libcufft.so.10', 'libcurand.so.10'],
  ...['libcusolver.so.11', 'libcusparse.so.11', 'libcudnn.so.8'],
];

/** The libraries that this TensorFlow needs for a GPU and that are nowhere to be found; none where the system does not say what it has. */
export async function missingCudaLibraries(version: string, env: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const known = await systemLibraries(env);
  if (known === undefined) return [];
  const old = version.startsWith('2.9.');
  const nvidia = join(runtimeFolder('cuda'), SITE_PACKAGES, 'nvidia');
  const folders = [
    ...(env.LD_LIBRARY_PATH ?? '').split(delimiter).filter(Boolean),
    ...(old ? [] : CUDA_WHEELS.map(({ folder }) => join(nvidia, folder, 'lib'))),
  ];
  const isThere = (name: string) => known.includes(name) || folders.some((folder) => existsSync(join(folder, name)));
  const needed = old ? CUDA_11 : CUDA_WHEELS.flatMap(({ libraries }) => libraries);
  return [DRIVER_LIBRARY, ...needed].filter((name) => !isThere(name));
}

/** What the dynamic linker's cache lists, as text; undefined on systems that keep none. */
async function systemLibraries(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = [env.PATH ?? '', '/sbin', '/usr/sbin'].join(delimiter);
  const answer = await promisify(execFile)('ldconfig', ['-p'], { env: { ...env, PATH: path } }).catch(() => undefined);
  return answer?.stdout;
}
