import type { RungName, Runtime } from '../rung.ts';
import { type Addon, unloadBackend } from './addon.ts';
import { throwIfGpuFailed } from './errors.ts';
import { guardBinding } from './guarded-binding.ts';
import { recordedPrograms } from './recorded-programs.ts';
import { replaceKernels } from './replace-kernels.ts';

/** The runtime that a loaded addon makes. */
export function tensorFlowRuntime(
  addon: Addon,
  facts: { readonly rung: RungName; readonly device: string; readonly driver?: string; readonly memory?: number },
): Runtime {
  const { backend, source } = addon;
  const restoreBinding = guardBinding(backend);
  const restoreKernels = replaceKernels(backend);
  return {
    ...recordedPrograms(backend),
    ...facts,
    version: `TensorFlow ${backend.binding.TF_Version}, ${source.name}`,
    throwIfFailed: throwIfGpuFailed,
    async dispose() {
      restoreKernels();
      restoreBinding();
      unloadBackend(addon);
    },
  };
}
