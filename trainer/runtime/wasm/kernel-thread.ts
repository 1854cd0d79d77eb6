// A worker thread of the kernel pool: runs its share of every kernel until the pool is stopped.
import { parentPort, workerData } from 'node:worker_threads';
import { instantiateKernels } from './kernel-binary.ts';

/** What the pool hands to each of its threads. */
export interface KernelThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
  readonly threads: number;
}

const { module, memory, control, thread, threads } = workerData as KernelThreadData;
const kernels = instantiateKernels(module, memory);
kernels.attach(control, threads);
parentPort?.postMessage('ready');
try {
  kernels.work(thread);
} catch (error) {
  kernels.fail();
  throw error;
}
