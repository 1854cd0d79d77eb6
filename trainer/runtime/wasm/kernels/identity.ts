import { kernel, type Replacement } from '../../kernels/replacement.ts';
import type { Tensors } from './tensors.ts';

/**
 * Identity without a copy. TF.js clones every tensor that a gradient will need, and its own kernel copies the values each time;
 * tensors never change, so another reference to them does.
 */
export function identityKernels(tensors: Tensors): Replacement[] {
  return [kernel('Identity', ({ x }) => tensors.share(x!))];
}
