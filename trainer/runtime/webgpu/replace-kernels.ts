import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { replaceKernelsOf } from '../kernels/replacement.ts';
import { Compute } from './compute.ts';
import { BACKEND } from './guarded-backend.ts';
import { batchNormalizationKernels } from './kernels/batch-normalization.ts';
import { convolutionKernels } from './kernels/convolution.ts';
import { depthwiseKernels } from './kernels/depthwise.ts';
import { elementwiseKernels } from './kernels/elementwise.ts';
import { productKernels, type Transposed } from './kernels/products.ts';

/** Puts our kernels into TF.js' WebGPU backend. @returns puts TF.js' own back. */
export function replaceKernels(backend: WebGPUBackend): () => void {
  const compute = new Compute(backend);
  const replacements = [
    ...productKernels(compute),
    ...convolutionKernels(compute, (a, b, transposed) => matMul(backend, a, b, transposed)),
    ...depthwiseKernels(compute),
    ...batchNormalizationKernels(compute),
    ...elementwiseKernels(compute),
  ];
  return replaceKernelsOf(BACKEND, replacements);
}

/** The kernel that is registered when it is called: ours, and through it TF.js'. */
function matMul(backend: WebGPUBackend, a: tf.TensorInfo, b: tf.TensorInfo, transposed: Transposed): tf.TensorInfo {
  const { kernelFunc } = tf.getKernel('BatchMatMul', BACKEND);
  return kernelFunc({ inputs: { a, b }, backend, attrs: { ...transposed } }) as tf.TensorInfo;
}
