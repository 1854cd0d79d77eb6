import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';

/** A kernel of ours in TF.js' wasm backend. */
export interface Replacement {
  readonly kernelName: string;
  /** @param stock TF.js' own kernel of that name, for the cases that ours leaves out. */
  create(stock: KernelFunc | undefined): KernelFunc;
}

/** A kernel without a stock fallback. */
export function kernel<Attributes>(
  kernelName: string,
  run: (inputs: Record<string, TensorInfo>, attributes: Attributes) => TensorInfo | TensorInfo[],
): Replacement {
  return {
    kernelName,
    create: () => (call) => run(definite(call.inputs), call.attrs as Attributes),
  };
}

/** A kernel that covers the cases for which `run` gives a result; the others go to TF.js' own. */
export function kernelOrStock<Attributes>(
  kernelName: string,
  run: (inputs: Record<string, TensorInfo>, attributes: Attributes) => TensorInfo | undefined,
): Replacement {
  return {
    kernelName,
    create: (stock) => (call) => {
      const result = run(definite(call.inputs), call.attrs as Attributes);
      if (result !== undefined) return result;
      if (!stock) throw new Error(`${kernelName} cannot do this on the wasm runtime.`);
      return stock(call);
    },
  };
}

function definite(inputs: NamedTensorInfoMap): Record<string, TensorInfo> {
  return inputs as Record<string, TensorInfo>;
}
