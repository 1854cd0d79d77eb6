import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/** A compute shader. */
export interface Shader {
  /** Tells it from all other shaders. */
  readonly key: string;
  /** WGSL with an entry point `main`. Bindings of group 0, in this order: the inputs, the outputs, the sizes if there are any. */
  source(): string;
  /** Numbers that the source leaves open, as u32: a uniform. */
  readonly sizes?: readonly number[];
}

/** Workgroups in x, y and z. */
export type Workgroups = readonly [number, number, number];

/** The parts of TF.js' backend that its types hide. */
interface Recording {
  computePassEncoder: GPUComputePassEncoder | null;
  commandEncoder: GPUCommandEncoder;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
}

interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/**
 * Runs shaders of ours among those of TF.js' backend: on its tensors, in its order, in its submissions. TF.js' own way to run a program
 * knows one output and writes the sizes of all tensors into a uniform each time.
 */
export class Compute {
  readonly #backend: WebGPUBackend;
  readonly #pipelines = new Map<string, Pipeline>();
  readonly #sizes = new Map<string, GPUBuffer>();

  constructor(backend: WebGPUBackend) {
    this.#backend = backend;
  }

  /** @returns new f32 tensors of the shapes given, which the shader writes. */
  run(
    shader: Shader,
    inputs: readonly tf.TensorInfo[],
    outputs: readonly number[][],
    workgroups: Workgroups,
  ): tf.TensorInfo[] {
    const written = outputs.map((shape) => this.#backend.makeTensorInfo(shape, 'float32'));
    const tensors = [...inputs, ...written];
    const buffers = tensors.map((tensor) => this.#buffer(tensor));
    if (shader.sizes) buffers.push(this.#sizesBuffer(shader.sizes));
    const { pipeline, layout } = this.#pipeline(shader);
    const bindGroup = this.#backend.device.createBindGroup({
      layout,
      entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    this.#record(tensors, (pass) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    });
    return written;
  }

  /** Frees a tensor that was only a step on the way. */
  dispose({ dataId }: tf.TensorInfo): void {
    this.#backend.disposeData(dataId);
  }

  #buffer({ dataId }: tf.TensorInfo): GPUBuffer {
    this.#backend.uploadToGPU(dataId);
    return this.#backend.tensorMap.get(dataId).resource as GPUBuffer;
  }

  /** The same sizes come with every batch. */
  #sizesBuffer(sizes: readonly number[]): GPUBuffer {
    const key = sizes.join();
    const known = this.#sizes.get(key);
    if (known) return known;
    const { device } = this.#backend;
    const values = new Uint32Array(sizes);
    const buffer = device.createBuffer({
      size: values.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(buffer, 0, values);
    this.#sizes.set(key, buffer);
    return buffer;
  }

  #pipeline(shader: Shader): Pipeline {
    const known = this.#pipelines.get(shader.key);
    if (known) return known;
    const { device } = this.#backend;
    const module = device.createShaderModule({ code: shader.source(), label: shader.key });
    const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
    const made = { pipeline, layout: pipeline.getBindGroupLayout(0) };
    this.#pipelines.set(shader.key, made);
    return made;
  }

  #record(tensors: readonly tf.TensorInfo[], dispatch: (pass: GPUComputePassEncoder) => void): void {
    const backend = this.#backend;
    const recording = backend as unknown as Recording;
    backend.ensureCommandEncoderReady();
    recording.computePassEncoder ??= recording.commandEncoder.beginComputePass();
    dispatch(recording.computePassEncoder);
    // What pending commands use must not go back to the pool of buffers before they are submitted.
    for (const { dataId } of tensors) recording.commandQueueOwnedIds.add(dataId);
    if (++recording.dispatchCountInPass < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
    backend.endComputePassEncoder();
    backend.submitQueue();
  }
}
