import * as tf from '@tensorflow/tfjs-core';
import { convolutionKernels } from './kernels/convolution.ts';
import { depthwiseKernels } from './kernels/depthwise.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import { identityKernels } from './kernels/identity.ts';
import { normalizationKernels } from './kernels/normalization.ts';
import { poolingKernels } from './kernels/pooling.ts';
import { productKernels } from './kernels/products.ts';
import { slicingKernels } from './kernels/slicing.ts';
import type { Tensors } from './kernels/tensors.ts';
import { BACKEND } from './stock-backend.ts';

/** Puts our kernels into TF.js' wasm backend. @returns puts TF.js' own back. */
export function replaceKernels(tensors: Tensors): () => void {
  const replacements = [
    ...convolutionKernels(tensors),
    ...depthwiseKernels(tensors),
    ...poolingKernels(tensors),
    ...productKernels(tensors),
    ...normalizationKernels(tensors),
    ...elementwiseKernels(tensors),
    ...identityKernels(tensors),
    ...slicingKernels(tensors),
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
