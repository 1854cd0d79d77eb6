import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { Compute } from './compute.ts';
import { batchNormalizationKernels } from './kernels/batch-normalization.ts';
import { convolutionKernels, type MatMul } from './kernels/convolution.ts';
import { depthwiseKernels } from './kernels/depthwise.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';

/** The name under which TF.js knows the backend. */
export const BACKEND = 'webgpu';

/** Puts our kernels into TF.js' WebGPU backend. @returns puts TF.js' own back. */
export function replaceKernels(backend: WebGPUBackend): () => void {
  const compute = new Compute(backend);
  const replacements = [
    ...convolutionKernels(compute, stockMatMul(backend)),
    ...depthwiseKernels(compute),
    ...batchNormalizationKernels(compute),
    ...elementwiseKernels(compute),
  ];
  const stock = replacements.map(({ kernelName }) => tf.getKernel(kernelName, BACKEND));
  for (const [index, { kernelName, create }] of replacements.entries()) {
    register(kernelName, { kernelName, backendName: BACKEND, kernelFunc: create(stock[index]?.kernelFunc) });
  }
  return () => {
    for (const [index, { kernelName }] of replacements.entries()) register(kernelName, stock[index]);
  };
}

/** Registers a kernel in place of the present one, or none. */
function register(kernelName: string, config: tf.KernelConfig | undefined): void {
  if (tf.getKernel(kernelName, BACKEND)) tf.unregisterKernel(kernelName, BACKEND);
  if (config) tf.registerKernel(config);
}

function stockMatMul(backend: WebGPUBackend): MatMul {
  const { kernelFunc } = tf.getKernel('BatchMatMul', BACKEND);
  return (a, b, transposeA, transposeB) =>
    kernelFunc({ inputs: { a, b }, backend, attrs: { transposeA, transposeB } }) as tf.TensorInfo;
}
