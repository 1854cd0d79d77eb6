import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelPool } from '../kernel-pool.ts';

/** Gives kernels the addresses of TF.js' tensors, and TF.js the tensors that kernels write. */
export class Tensors {
  readonly pool: KernelPool;
  readonly #backend: BackendWasm;

  constructor(backend: BackendWasm, pool: KernelPool) {
    this.#backend = backend;
    this.pool = pool;
  }

  address(tensor: TensorInfo): number {
    return this.#backend.getMemoryOffset(tensor.dataId);
  }

  /** A new f32 tensor, not yet filled. */
  output(shape: number[]): TensorInfo {
    return this.#backend.makeOutput(shape, 'float32');
  }

  /** The same values as another tensor; each of the two is disposed of by itself. */
  share({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape, dtype };
  }
}
