import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { DataId } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { type DeviceFailure, tooLarge } from './device-failure.ts';

/** The name under which TF.js knows the backend. */
export const BACKEND = 'webgpu';

/** TF.js' WebGPU backend, which computes nothing more and hands out no value once its device has failed. */
export class GuardedBackend extends WebGPUBackend {
  readonly #failure: DeviceFailure;
  /** Bytes that a tensor may have. */
  readonly #most: number;

  constructor(device: GPUDevice, info: GPUAdapterInfo, failure: DeviceFailure) {
    super(device, info);
    this.#failure = failure;
    this.#most = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
  }

  /** Every kernel has its inputs and outputs put on the device by this. @throws UserError if one is larger than the device can take. */
  override uploadToGPU(dataId: DataId): void {
    this.#failure.throwIfFailed();
    const { resource, values, shape } = this.tensorMap.get(dataId);
    if (resource != null) return;
    const bytes = util.sizeFromShape(shape) * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > this.#most) throw tooLarge(bytes, this.#most);
    if (values instanceof Float32Array || values instanceof Int32Array) this.#transfer(dataId, values);
    else super.uploadToGPU(dataId);
  }

  override async read(dataId: DataId): ReturnType<WebGPUBackend['read']> {
    this.#failure.throwIfFailed();
    return await this.#failure.orFailure(super.read(dataId));
  }

  /** TF.js makes a buffer for each transfer and destroys it; WebGPU's queue has one of its own for that. */
  #transfer(dataId: DataId, values: Float32Array | Int32Array): void {
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const buffer = this.bufferManager.acquireBuffer(values.byteLength, STORAGE | COPY_SRC | COPY_DST);
    this.queue.writeBuffer(buffer, 0, values);
    Object.assign(this.tensorMap.get(dataId), { resource: buffer, values: null });
  }
}
