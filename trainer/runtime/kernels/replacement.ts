import * as tf from '@tensorflow/tfjs-core';

/** A kernel of ours in a backend of TF.js. */
export interface Replacement {
  readonly kernelName: string;
  /** @param stock TF.js' own kernel of that name, for the cases that ours leaves out. */
  create(stock: tf.KernelFunc | undefined): tf.KernelFunc;
}

/** A kernel without a stock fallback. */
export function kernel<Attributes>(
  kernelName: string,
  run: (inputs: Record<string, tf.TensorInfo>, attributes: Attributes) => tf.TensorInfo | tf.TensorInfo[],
): Replacement {
  return {
    kernelName,
    create: () => (call) => run(definite(call.inputs), call.attrs as Attributes),
  };
}

/** A kernel that covers the cases for which `run` gives a result; the others go to TF.js' own. */
export function kernelOrStock<Attributes>(
  kernelName: string,
  run: (inputs: Record<string, tf.TensorInfo>, attributes: Attributes) => tf.TensorInfo | undefined,
): Replacement {
  return {
    kernelName,
    create: (stock) => (call) => {
      const result = run(definite(call.inputs), call.attrs as Attributes);
      if (result !== undefined) return result;
      if (!stock) throw new Error(`${kernelName} cannot do this on this runtime.`);
      return stock(call);
    },
  };
}

function definite(inputs: tf.NamedTensorInfoMap): Record<string, tf.TensorInfo> {
  return inputs as Record<string, tf.TensorInfo>;
}

/** Puts kernels into a backend. @returns puts back what was there */
export function replaceKernelsOf(backendName: string, replacements: readonly Replacement[]): () => void {
  const stock = replacements.map(({ kernelName }) => tf.getKernel(kernelName, backendName));
  const register = (kernelName: string, config: tf.KernelConfig | undefined) => {
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    if (config) tf.registerKernel(config);
  };
  for (const [index, { kernelName, create }] of replacements.entries()) {
    register(kernelName, { kernelName, backendName, kernelFunc: create(stock[index]?.kernelFunc) });
  }
  return () => {
    for (const [index, { kernelName }] of replacements.entries()) register(kernelName, stock[index]);
  };
}
