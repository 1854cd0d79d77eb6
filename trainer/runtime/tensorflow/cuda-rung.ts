import { thisMachine } from '../probe/machine.ts';
import type { Rung, Runtime } from '../rung.ts';
import { type AddonSource, loadAddon, npmPackage, privateRuntime, unloadBackend } from './addon.ts';
import { missingCudaLibraries } from './cuda-libraries.ts';
import { gpusAreHidden } from './environment.ts';
import { nvidiaGpu } from './nvidia-gpu.ts';
import { tensorFlowRuntime } from './open-tensorflow.ts';

/** TensorFlow on an NVIDIA GPU. Taken only if TensorFlow itself says that it uses one: it goes on on the CPU without a word otherwise. */
export const cudaRung: Rung = {
  name: 'cuda',
  async open() {
    const { nvidiaDriver } = await thisMachine();
    // One process can hold one TensorFlow: one that could use no GPU would be in the way of another that is faster without.
    if (!nvidiaDriver) throw new Error('No NVIDIA driver is there.');
    if (gpusAreHidden()) throw new Error('The variable CUDA_VISIBLE_DEVICES of the environment hides the GPU.');
    return openCuda([await privateRuntime('cuda'), npmPackage('@tensorflow/tfjs-node-gpu')]);
  },
};

/** @throws Error whose message says in one sentence why none of the addons, or no GPU, can be used. */
export async function openCuda(addons: readonly AddonSource[]): Promise<Runtime> {
  const addon = await loadAddon(addons);
  const gpu = await nvidiaGpu();
  if (!addon.backend.isUsingGpuDevice) {
    unloadBackend(addon);
    throw new Error(await whyNoGpu(addon.backend.binding.TF_Version, gpu !== undefined));
  }
  return tensorFlowRuntime(addon, { rung: 'cuda', device: gpu?.name ?? 'NVIDIA GPU', ...gpu?.facts });
}

async function whyNoGpu(version: string, gpuAnswers: boolean): Promise<string> {
  const missing = await missingCudaLibraries(version);
  if (missing.length > 0) {
    return `TensorFlow ${version} uses no GPU: it does not find ${missing.join(', ')}.`;
  }
  return gpuAnswers
    ? `TensorFlow ${version} uses no GPU, though one is there; TF_CPP_MIN_LOG_LEVEL=0 lets it say why.`
    : `TensorFlow ${version} finds no NVIDIA GPU, and nvidia-smi, which comes with the driver, does not answer.`;
}
