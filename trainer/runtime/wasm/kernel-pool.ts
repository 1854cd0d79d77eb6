import { Worker } from 'node:worker_threads';
import { distFile } from '../../dist-file.ts';
import { compileKernels, instantiateKernels, type Kernels } from './kernel-binary.ts';
import type { KernelThreadData } from './kernel-thread.ts';

/** The heap that the kernels share with TF.js. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** Address of so many bytes that nobody else uses; throws when there is no room. */
  allocate(bytes: number): number;
  free(address: number): void;
}

/**
 * The kernels and the threads they run on. A kernel is called like a function: it wakes the threads if the work is worth it,
 * computes its own share and returns when all is done.
 */
export class KernelPool {
  readonly kernels: Kernels;
  /** Threads that compute, the caller's included. */
  readonly threads: number;
  /** Why there is only one thread although more were asked for. */
  readonly unthreadedReason: string | undefined;
  readonly #heap: Heap;
  readonly #workers: readonly Worker[];
  #scratch = { address: 0, bytes: 0 };

  constructor(kernels: Kernels, heap: Heap, workers: readonly Worker[], unthreadedReason?: string) {
    this.kernels = kernels;
    this.threads = workers.length + 1;
    this.unthreadedReason = unthreadedReason;
    this.#heap = heap;
    this.#workers = workers;
  }

  /** If the threads cannot be started, the caller computes alone, and `unthreadedReason` says why. */
  static async open(heap: Heap, threads: number): Promise<KernelPool> {
    const module = await compileKernels();
    const kernels = instantiateKernels(module, heap.memory);
    const control = heap.allocate(kernels.controlBytes());
    new Uint8Array(heap.memory.buffer).fill(0, control, control + kernels.controlBytes());
    kernels.attach(control, threads);
    try {
      const workers = await startThreads({ module, memory: heap.memory, control, threads });
      return new KernelPool(kernels, heap, workers);
    } catch (error) {
      kernels.attach(control, 1);
      return new KernelPool(kernels, heap, [], error instanceof Error ? error.message : String(error));
    }
  }

  /** Address of memory that the next kernel may use as it likes; valid until the next call. */
  scratch(bytes: number): number {
    if (bytes > this.#scratch.bytes) {
      if (this.#scratch.bytes > 0) this.#heap.free(this.#scratch.address);
      this.#scratch = { address: 0, bytes: 0 };
      this.#scratch = { address: this.#heap.allocate(bytes), bytes };
    }
    return this.#scratch.address;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    this.kernels.stop();
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

async function startThreads(shared: Omit<KernelThreadData, 'thread'>): Promise<Worker[]> {
  const workers: Worker[] = [];
  for (let thread = 1; thread < shared.threads; thread++) {
    const workerData: KernelThreadData = { ...shared, thread };
    workers.push(new Worker(distFile('kernel-thread.js'), { workerData }));
  }
  try {
    await Promise.all(workers.map(started));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
  return workers;
}

async function started(worker: Worker): Promise<void> {
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a thread ended before it was ready')));
  });
  // An idle thread must not keep the process alive; one that fails later makes the kernel that waits for it throw.
  worker.on('error', () => {});
  worker.unref();
}
