import { availableParallelism } from 'node:os';
import { counted } from '../../../core/words.ts';
import type { Rung, Runtime } from '../rung.ts';
import { type AddonSource, loadAddon, npmPackage, privateRuntime, unloadBackend } from './addon.ts';
import { hideGpus } from './environment.ts';
import { tensorFlowRuntime } from './open-tensorflow.ts';

/** TensorFlow on the CPU, through whichever addon is there. */
export const nativeRung: Rung = { name: 'native', open: async () => openNative(await sources()) };

async function sources(): Promise<AddonSource[]> {
  return [
    await privateRuntime('native'),
    await privateRuntime('cuda'),
    npmPackage('@tensorflow/tfjs-node'),
    npmPackage('@tensorflow/tfjs-node-gpu'),
  ];
}

/** @throws Error whose message says in one sentence why none of the addons can be used. */
export async function openNative(addons: readonly AddonSource[]): Promise<Runtime> {
  hideGpus();
  const addon = await loadAddon(addons);
  if (addon.backend.isUsingGpuDevice) {
    unloadBackend(addon);
    throw new Error('This process has already loaded TensorFlow for the GPU, and cannot keep it from there.');
  }
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
  return tensorFlowRuntime(addon, { rung: 'native', device: `CPU, ${counted(threads, 'thread')}` });
}
