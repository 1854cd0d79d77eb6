import { availableParallelism } from 'node:os';
import { version_wasm } from '@tensorflow/tfjs-backend-wasm';
import { eagerPrograms } from '../eager-programs.ts';
import type { Rung, Runtime } from '../rung.ts';
import { KernelPool } from './kernel-pool.ts';
import { Tensors } from './kernels/tensors.ts';
import { replaceKernels } from './replace-kernels.ts';
import { closeStockBackend, heapOf, openStockBackend } from './stock-backend.ts';

/** More threads than this gain nothing on the sizes that one batch has. */
const MOST_THREADS = 8;

/** TF.js on WebAssembly, with kernels of our own for everything a training step spends its time on. Runs everywhere. */
export const wasmRung: Rung = { name: 'wasm', open: () => openWasm() };

export interface WasmOptions {
  /** Threads that compute; by default one for each core, at most 8. */
  readonly threads?: number;
  /** Share even work that one thread does sooner, to test the sharing itself. */
  readonly shareAlways?: boolean;
}

export async function openWasm({
  threads = Math.min(MOST_THREADS, availableParallelism()),
  shareAlways = false,
}: WasmOptions = {}): Promise<Runtime> {
  const backend = await openStockBackend();
  const pool = await KernelPool.open(heapOf(backend), threads);
  if (shareAlways) pool.kernels.shareAlways();
  const restoreKernels = replaceKernels(new Tensors(backend, pool));
  return {
    ...eagerPrograms,
    rung: 'wasm',
    device: describe(pool),
    version: `TensorFlow.js ${version_wasm}`,
    // A thread that dies makes the kernel that waits for it throw.
    throwIfFailed() {},
    async dispose() {
      restoreKernels();
      await pool.close();
      closeStockBackend();
    },
  };
}

function describe({ threads, unthreadedReason }: KernelPool): string {
  const device = `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return unthreadedReason === undefined ? device : `${device} (more could not be started: ${unthreadedReason})`;
}
