import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, vi } from 'vitest';
import type { AddonSource } from '../../../../trainer/runtime/tensorflow/addon.ts';
import { BACKEND } from '../../../../trainer/runtime/tensorflow/backend.ts';

const require = createRequire(import.meta.url);
const KERNELS = ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'];

/** A package's JavaScript that behaves as that of tfjs-node does when it loads, warnings included. */
export function workingAddon({ version = '2.21.0', gpu = false } = {}): string {
  return `
    const tf = require(${JSON.stringify(require.resolve('@tensorflow/tfjs-core'))});
    console.warn('The kernel is already registered');
    for (const kernelName of ${JSON.stringify(KERNELS)}) tf.registerKernel({ kernelName, backendName: 'tensorflow', kernelFunc() {} });
    tf.registerBackend('tensorflow', () => ({ isUsingGpuDevice: ${gpu}, binding: { TF_Version: '${version}' }, dispose() {} }), 3);
    tf.setBackend('tensorflow');`;
}

/** What tfjs-node throws where its addon file is not there. */
export const NO_ADDON =
  'throw new Error("The Node.js native addon module (tfjs_binding.node) can not be found at path: x. \\nPlease run command");';

/** Loads a file that is no library, as a download that was cut off. */
export const BROKEN_ADDON = `
  require('node:fs').writeFileSync(__dirname + '/tfjs_binding.node', 'no library');
  require('./tfjs_binding.node');`;

const folders: string[] = [];

afterEach(async () => {
  for (const kernelName of KERNELS) {
    if (tf.getKernel(kernelName, BACKEND)) tf.unregisterKernel(kernelName, BACKEND);
  }
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND);
  // Modules remember that this process has loaded an addon.
  vi.resetModules();
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** A folder that holds such a package. */
export async function addon(name: string, javascript: string, packageVersion = '4.22.0'): Promise<AddonSource> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-addon-'));
  folders.push(folder);
  const packageName = '@tensorflow/tfjs-node';
  const inside = join(folder, 'node_modules', packageName);
  await mkdir(inside, { recursive: true });
  await writeFile(join(inside, 'package.json'), JSON.stringify({ name: packageName, version: packageVersion }));
  await writeFile(join(inside, 'index.js'), javascript);
  return { name, folder, packageName, withoutAddon: 'it was left out' };
}

/** Where no package is. */
export function noAddon(name: string): AddonSource {
  return { name, folder: undefined, packageName: '@tensorflow/tfjs-node', withoutAddon: 'it was left out' };
}
