import * as tf from '@tensorflow/tfjs-core';
import { BACKEND, type TensorFlowBackend } from './backend.ts';
import { kernelsOf, type Run } from './kernels.ts';
import { ownMemory } from './own-memory.ts';
import { pointwiseKernels } from './pointwise.ts';

/** Puts kernels of ours into TF.js' tensorflow backend: those of ops/kernels.ts, and faster ones. @returns puts TF.js' own back. */
export function replaceKernels(backend: TensorFlowBackend): () => void {
  const giveBackMemory = ownMemory(backend);
  // cuDNN knows by itself how to convolve with 1 × 1 kernels.
  const kernels = Object.entries({
    ...kernelsOf(backend),
    ...(backend.isUsingGpuDevice ? {} : pointwiseKernels(backend)),
  });
  const restore = kernels.map(([kernelName, run]) => registerKernel(kernelName, run));
  return () => {
    for (const restoreOne of restore) restoreOne();
    giveBackMemory();
  };
}

/**
 * Registers a kernel that is written with TF.js ops and TensorFlow ops; what it needs on the way is let go of.
 *
 * @returns takes it out again and puts back what was there
 */
export function registerKernel(kernelName: string, run: Run): () => void {
  const stock = tf.getKernel(kernelName, BACKEND);
  if (stock) tf.unregisterKernel(kernelName, BACKEND);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => run(inputs as Record<string, tf.Tensor>, attrs as never)) as tf.TensorInfo | tf.TensorInfo[],
  });
  return () => {
    tf.unregisterKernel(kernelName, BACKEND);
    if (stock) tf.registerKernel(stock);
  };
}
