import { replaceKernelsOf } from '../kernels/replacement.ts';
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
  return replaceKernelsOf(BACKEND, replacements);
}
