import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { UserError } from '../../../core/errors.ts';
import type { Heap } from './kernel-pool.ts';

/** The name under which TF.js knows the backend. */
export const BACKEND = 'wasm';

/** The parts of TF.js' wasm module that its types leave out. */
interface WasmModule {
  readonly wasmMemory: WebAssembly.Memory;
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * Opens TF.js' wasm backend so that our own threads can share its memory. Only the threaded build has shared memory, but TF.js
 * refuses it in Node (tfjs issue 3830) and its eight threads would compete with ours for the cores, so it is told that threads are
 * supported, to use one, and is given workers that never start.
 */
export async function openStockBackend(): Promise<BackendWasm> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
  setThreadsCount(1);
  const opened = await withoutSideEffects(() => tf.setBackend(BACKEND));
  if (!opened) throw new Error('TF.js could not start its WebAssembly backend.');
  const backend = tf.backend() as BackendWasm;
  refuseWhenFull(backend.wasm as unknown as WasmModule);
  return backend;
}

/** TF.js takes whatever address it gets, and would overwrite the start of its memory when there is no room left. */
function refuseWhenFull(module: WasmModule): void {
  // The first call replaces the module's function by a faster one.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < ADDRESSABLE_BYTES ? allocate(bytes) : 0;
    if (address === 0) throw outOfMemory(bytes);
    return address;
  };
}

/** WebAssembly addresses 4 GiB, whatever the machine has. */
const ADDRESSABLE_BYTES = 2 ** 32;

function outOfMemory(bytes: number): UserError {
  const megabytes = Math.ceil(bytes / 2 ** 20);
  return new UserError(
    `The work does not fit the 4 GiB of memory that WebAssembly can address (${megabytes} MiB more were needed). Make model.batch_size or model.input_shape smaller.`,
  );
}

/** Frees the backend's memory, and leaves TF.js able to open it again. */
export function closeStockBackend(): void {
  const factory = tf.findBackendFactory(BACKEND);
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, factory);
}

export function heapOf(backend: BackendWasm): Heap {
  const { wasmMemory, _malloc, _free } = backend.wasm as unknown as WasmModule;
  return {
    memory: wasmMemory,
    allocate: (bytes) => _malloc(bytes) >>> 0,
    free: _free,
  };
}

/** A thread that is asked for but never runs anything. */
class IdleWorker {
  onmessage: ((event: { data: { cmd: string } }) => void) | undefined;

  constructor(script: string) {
    URL.revokeObjectURL(script);
  }
  postMessage({ cmd }: { cmd: string }): void {
    if (cmd === 'load') queueMicrotask(() => this.onmessage?.({ data: { cmd: 'loaded' } }));
  }
  on(): void {}
  unref(): void {}
  terminate(): void {}
}

/** While the module starts it sets a global Worker and handlers for the process' uncaught errors; neither is left behind. */
async function withoutSideEffects<T>(start: () => Promise<T>): Promise<T> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  const worker = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => IdleWorker, set() {} });
  try {
    return await start();
  } finally {
    Reflect.deleteProperty(globalThis, 'Worker');
    if (worker) Object.defineProperty(globalThis, 'Worker', worker);
    for (const [index, event] of events.entries()) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index]?.includes(listener)) process.off(event, listener);
      }
    }
  }
}
