import type { Rung } from '../rung.ts';
import { loadAddon, npmPackage, privateRuntime, unloadBackend } from './addon.ts';
import { missingCudaLibraries } from './cuda-libraries.ts';
import { nvidiaGpu } from './nvidia-gpu.ts';
import { tensorFlowRuntime } from './open-tensorflow.ts';

/** TensorFlow on an NVIDIA GPU. Taken only if TensorFlow itself says that it uses one: it goes on on the CPU without a word otherwise. */
export const cudaRung: Rung = {
  name: 'cuda',
  async open() {
    const addon = await loadAddon([await privateRuntime('cuda'), npmPackage('@tensorflow/tfjs-node-gpu')]);
    const gpu = await nvidiaGpu();
    if (!addon.backend.isUsingGpuDevice) {
      unloadBackend(addon);
      throw new Error(await whyNoGpu(addon.backend.binding.TF_Version, gpu !== undefined));
    }
    return tensorFlowRuntime(addon, { rung: 'cuda', device: gpu?.name ?? 'NVIDIA GPU', ...gpu?.facts });
  },
};

async function whyNoGpu(version: string, hasDriver: boolean): Promise<string> {
  if (!hasDriver)
    return `TensorFlow ${version} finds no NVIDIA GPU, and nvidia-smi, which comes with the driver, does not answer.`;
  const missing = await missingCudaLibraries(version);
  if (missing.length > 0)
    return `TensorFlow ${version} finds an NVIDIA GPU but not these libraries: ${missing.join(', ')}.`;
  return `TensorFlow ${version} uses no GPU, though one is there; TF_CPP_MIN_LOG_LEVEL=0 lets it say why.`;
}
