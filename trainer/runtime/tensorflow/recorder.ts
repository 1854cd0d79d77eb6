import type * as tf from '@tensorflow/tfjs-core';
import type { AdamSettings } from '../../ops/adam.ts';
import { ADAM } from '../../ops/kernels.ts';
import type { Binding, OpAttribute, TensorFlowBackend, TensorMetadata } from './backend.ts';
import type { ConstantTensor } from './graph-def.ts';
import { outputShapes } from './output-shapes.ts';
import { registerKernel } from './replace-kernels.ts';

/** One call of a TensorFlow op. Tensors are named by the addon's ids, which are never used twice. */
export interface RecordedOp {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** One Adam update; in a graph it changes the variables where they are. */
export interface RecordedAdam extends AdamSettings {
  /** The tensors that were read and, at the same places, the ones that are to be stored in their stead. */
  readonly before: Triple;
  readonly after: Triple;
  readonly gradient: number;
  readonly stepSize: number;
}

type Triple = readonly [variable: number, m: number, v: number];

/** What TF.js asked of TensorFlow while something ran, in order. */
export interface Recording {
  readonly ops: readonly RecordedOp[];
  readonly adams: readonly RecordedAdam[];
  /** Tensors that were made of values in JavaScript, such as axes and shapes. */
  readonly constants: ReadonlyMap<number, ConstantTensor>;
}

/**
 * Runs something op by op and records its ops. The ops that take all the time are not run but give empty tensors of the right shape, so
 * the results have no meaning but their places, and recording costs next to nothing.
 */
export function record<T>(
  backend: TensorFlowBackend,
  run: () => T,
): { readonly result: T; readonly recording: Recording } {
  const recorder = new Recorder(backend);
  return { result: recorder.listen(run), recording: recorder };
}

class Recorder implements Recording {
  readonly ops: RecordedOp[] = [];
  readonly adams: RecordedAdam[] = [];
  readonly constants = new Map<number, ConstantTensor>();
  readonly #backend: TensorFlowBackend;
  readonly #binding: Binding;

  constructor(backend: TensorFlowBackend) {
    this.#backend = backend;
    this.#binding = backend.binding;
  }

  /** Runs something with the backend's ops, constants and Adam updates going through this recorder. */
  listen<T>(run: () => T): T {
    const { executeSingleOutput, executeMultipleOutputs } = this.#backend;
    const forgetAdam = registerKernel(ADAM, (inputs, settings) =>
      this.#adam(inputs as unknown as AdamInputs, settings),
    );
    Object.assign(this.#backend, {
      binding: Object.create(this.#binding, { createTensor: { value: this.#constant.bind(this) } }),
      executeSingleOutput: (...[name, attributes, inputs]: Parameters<typeof executeSingleOutput>) =>
        this.#op(name, attributes, inputs, 1)[0],
      executeMultipleOutputs: this.#op.bind(this),
    });
    try {
      return run();
    } finally {
      Object.assign(this.#backend, { binding: this.#binding, executeSingleOutput, executeMultipleOutputs });
      forgetAdam();
    }
  }

  #op(name: string, attributes: readonly OpAttribute[], inputs: readonly tf.TensorInfo[], count: number): tf.Tensor[] {
    const ids = idsOf(this.#backend, inputs);
    const shapes = outputShapes({
      name,
      attributes,
      inputs: inputs.map(({ shape }) => shape),
      integers: (input) => this.#integers(ids[input]!),
    });
    const outputs = shapes?.map((shape) => this.#empty(shape)) ?? this.#binding.executeOp(name, attributes, ids, count);
    this.ops.push({ name, attributes, inputs: ids, outputs: outputs.map(({ id }) => id) });
    return outputs.map((output) => this.#backend.createOutputTensor(output));
  }

  #constant(...[shape, dtype, values]: Parameters<Binding['createTensor']>): number {
    const id = this.#binding.createTensor(shape, dtype, values);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    this.constants.set(id, { dtype, shape: [...shape], bytes });
    return id;
  }

  /** The update itself is left to the graph. */
  #adam({ variable, m, v, gradient, stepSize }: AdamInputs, settings: AdamSettings): tf.Tensor[] {
    const backend = this.#backend;
    const outputs = [variable, m, v].map(({ shape }) => backend.createOutputTensor(this.#empty(shape)));
    const [gradientId, stepSizeId] = idsOf(backend, [gradient, stepSize]) as [number, number];
    this.adams.push({
      ...settings,
      before: tripleOf(backend, [variable, m, v]),
      after: tripleOf(backend, outputs),
      gradient: gradientId,
      stepSize: stepSizeId,
    });
    return outputs;
  }

  /** A tensor that nothing was computed for; memory that was never written to takes no room. */
  #empty(shape: readonly number[]): TensorMetadata {
    const { TF_INT32, TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = this.#binding;
    const shapeId = this.#binding.createTensor([shape.length], TF_INT32, Int32Array.from(shape));
    const attributes = [
      { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'init', type: TF_ATTR_BOOL, value: false },
    ];
    const [empty] = this.#binding.executeOp('Empty', attributes, [shapeId], 1);
    this.#binding.deleteTensor(shapeId);
    return empty!;
  }

  #integers(id: number): number[] {
    return [...new Int32Array(this.constants.get(id)!.bytes.buffer)];
  }
}

type AdamInputs = Readonly<Record<'variable' | 'm' | 'v' | 'gradient' | 'stepSize', tf.Tensor>>;

/** The addon's ids of tensors; those that still wait in JavaScript are handed over first. */
export function idsOf(backend: TensorFlowBackend, tensors: readonly tf.TensorInfo[]): number[] {
  return backend.getInputTensorIds(tensors);
}

function tripleOf(backend: TensorFlowBackend, tensors: readonly tf.TensorInfo[]): Triple {
  const [variable, m, v] = idsOf(backend, tensors);
  return [variable!, m!, v!];
}
