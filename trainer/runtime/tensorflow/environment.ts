import { createRequire } from 'node:module';

/** Sets what TensorFlow reads once, when its library is loaded, and what the addon's JavaScript needs of Node. What a person has set stays. */
export function prepareEnvironment(env: NodeJS.ProcessEnv = process.env): void {
  // Without it TensorFlow takes all of the GPU's memory, whatever it needs.
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // Errors only: what it says of processors and libraries on the way is no news to who trains.
  env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // A number then means the GPU that nvidia-smi gives it to, not the fastest first.
  env.CUDA_DEVICE_ORDER ??= 'PCI_BUS_ID';
  // The addon puts tensors on the last GPU and computes on the first: there may be one only.
  env.CUDA_VISIBLE_DEVICES = (env.CUDA_VISIBLE_DEVICES ?? '0').split(',')[0];
  repairUtil();
}

/** Lets TensorFlow see no GPU; to be called before its library is loaded. */
export function hideGpus(env: NodeJS.ProcessEnv = process.env): void {
  env.CUDA_VISIBLE_DEVICES = '-1';
}

/** Whether a person has said that no GPU is to be used: CUDA takes the devices before the first one that it does not know. */
export function gpusAreHidden(env: NodeJS.ProcessEnv = process.env): boolean {
  const first = env.CUDA_VISIBLE_DEVICES?.split(',')[0];
  return first?.trim() === '' || Number(first) < 0;
}

/** Functions that tfjs-node 4.22 calls (tfjs issue 8609); Node 22 warns of them and Node 23 has them no more. */
function repairUtil(): void {
  // The very object that CommonJS packages see; a namespace import would be a copy.
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
