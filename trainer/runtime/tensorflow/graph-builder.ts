import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Binding, OpAttribute, TensorFlowBackend } from './backend.ts';
import { type AttributeValue, type ConstantTensor, DT_FLOAT, type GraphNode } from './graph-def.ts';
import { idsOf, type RecordedAdam, type RecordedOp, type Recording } from './recorder.ts';

/** Of one variable of the graph: the nodes to deal with it. */
export interface Variable {
  readonly handle: string;
  /** Placeholder of the value that `loaded` stores. */
  readonly initial: string;
  readonly read: string;
}

/** Control input: the node is waited for, its value is not used. */
const after = (node: string) => `^${node}`;

/** Turns a recording into the nodes of a graph. Tensors that were there before it began become placeholders or variables. */
export class GraphBuilder {
  readonly #backend: TensorFlowBackend;
  readonly #recording: Recording;
  readonly #nodes: GraphNode[] = [];
  /** The place in the graph of each tensor of the recording, by the addon's id. */
  readonly #places = new Map<number, string>();
  readonly #handles = new Map<number, string>();

  constructor(backend: TensorFlowBackend, recording: Recording) {
    this.#backend = backend;
    this.#recording = recording;
  }

  get nodes(): readonly GraphNode[] {
    return this.#nodes;
  }

  /** A float tensor that every run is given. */
  placeholder(name: string, tensor: TensorInfo): void {
    this.#add(name, 'Placeholder', [], { dtype: type(DT_FLOAT), shape: shape(tensor.shape) });
    this.#places.set(this.#idOf(tensor), name);
  }

  /** A float tensor that the graph keeps from run to run; what the recording read of it, the graph reads. */
  variable(name: string, tensor: TensorInfo): Variable {
    const variable = { handle: name, initial: `${name}_initial`, read: `${name}_read` };
    const declared = { dtype: type(DT_FLOAT), shape: shape(tensor.shape) };
    this.#add(variable.handle, 'VarHandleOp', [], { ...declared, shared_name: text(name), container: text('') });
    this.#add(variable.read, 'ReadVariableOp', [name], { dtype: type(DT_FLOAT) });
    this.#add(variable.initial, 'Placeholder', [], declared);
    const id = this.#idOf(tensor);
    this.#places.set(id, variable.read);
    this.#handles.set(id, name);
    return variable;
  }

  /** A node that, when it is fetched, stores the initial values of variables. */
  load(name: string, variables: readonly Variable[]): void {
    const stores = variables.map(({ handle, initial }) => this.#store(handle, initial));
    // The addon fetches outputs only, so there has to be one.
    const inputs = [this.#scalar(`${name}_value`, 0), ...stores.map(after)];
    this.#add(name, 'Identity', inputs, { T: type(DT_FLOAT) });
  }

  /** The recorded ops that these tensors and the Adam updates need. */
  computation(results: readonly TensorInfo[]): void {
    const { ops, adams, constants } = this.#recording;
    const needed = new Set(results.map((tensor) => this.#idOf(tensor)));
    for (const { gradient, stepSize } of adams) needed.add(gradient).add(stepSize);
    const used: RecordedOp[] = [];
    for (const op of [...ops].reverse()) {
      if (!op.outputs.some((id) => needed.has(id))) continue;
      for (const id of op.inputs) needed.add(id);
      used.push(op);
    }
    for (const [id, constant] of constants) if (needed.has(id) && !this.#places.has(id)) this.#constant(id, constant);
    for (const op of used.reverse()) this.#op(op);
  }

  /** Stores a computed tensor in the variable that stood for another one. @returns a node to wait for */
  storeIn(variable: TensorInfo, value: TensorInfo): string {
    return this.#store(this.#handles.get(this.#idOf(variable))!, this.#placeOf(this.#idOf(value)));
  }

  /** The recorded Adam updates. @returns nodes to wait for */
  adams(): string[] {
    return this.#recording.adams.map((adam, index) => this.#adam(`adam_${index}`, adam));
  }

  /** A computed tensor, to be fetched once other nodes are done. @returns the name */
  output(name: string, tensor: TensorInfo, waitFor: readonly string[] = []): string {
    this.#add(name, 'Identity', [this.#placeOf(this.#idOf(tensor)), ...waitFor.map(after)], { T: type(DT_FLOAT) });
    return name;
  }

  #add(name: string, op: string, inputs: readonly string[], attributes: GraphNode['attributes']): void {
    this.#nodes.push({ name, op, inputs, attributes });
  }

  #store(handle: string, value: string): string {
    const name = `${handle}_store_${value.replace(':', '_')}`;
    this.#add(name, 'AssignVariableOp', [handle, value], { dtype: type(DT_FLOAT) });
    return name;
  }

  #constant(id: number, constant: ConstantTensor): void {
    const name = `constant_${id}`;
    this.#add(name, 'Const', [], { dtype: type(constant.dtype), value: { kind: 'tensor', value: constant } });
    this.#places.set(id, name);
  }

  #op({ name: op, attributes, inputs, outputs }: RecordedOp): void {
    const name = `op_${outputs[0]}`;
    const values = attributes.map((attribute) => [attribute.name, attributeValue(this.#backend.binding, attribute)]);
    this.#add(
      name,
      op,
      inputs.map((id) => this.#placeOf(id)),
      Object.fromEntries(values),
    );
    for (const [index, id] of outputs.entries()) this.#places.set(id, index === 0 ? name : `${name}:${index}`);
  }

  /**
   * The bias corrections are in the step size, so β₁ᵗ and β₂ᵗ are given as 0, which makes TensorFlow's own corrections 1
   * (tensorflow/core/kernels/training_ops.cc).
   */
  #adam(name: string, { before, gradient, stepSize, beta1, beta2, epsilon }: RecordedAdam): string {
    const handles = before.map((id) => this.#handles.get(id)!);
    const numbers = { zero: 0, beta1, beta2, epsilon };
    const [zero, ...settings] = Object.entries(numbers).map(([key, value]) => this.#scalar(`${name}_${key}`, value));
    const inputs = [...handles, zero!, zero!, this.#placeOf(stepSize), ...settings, this.#placeOf(gradient)];
    this.#add(name, 'ResourceApplyAdam', inputs, { T: type(DT_FLOAT) });
    return name;
  }

  #scalar(name: string, value: number): string {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    this.#add(name, 'Const', [], {
      dtype: type(DT_FLOAT),
      value: { kind: 'tensor', value: { dtype: DT_FLOAT, shape: [], bytes } },
    });
    return name;
  }

  #idOf(tensor: TensorInfo): number {
    return idsOf(this.#backend, [tensor])[0]!;
  }

  #placeOf(id: number): string {
    const place = this.#places.get(id);
    if (place === undefined) throw new Error(`Tensor ${id} was not made in the recording, and is none of its inputs.`);
    return place;
  }
}

const type = (value: number): AttributeValue => ({ kind: 'type', value });
const shape = (value: readonly number[]): AttributeValue => ({ kind: 'shape', value });
const text = (value: string): AttributeValue => ({ kind: 'string', value });

/** An attribute as the addon takes it, in the form that a graph keeps it in. */
function attributeValue(binding: Binding, { name, type: kind, value }: OpAttribute): AttributeValue {
  const list = Array.isArray(value);
  const as = (one: AttributeValue['kind'], many: AttributeValue['kind']) =>
    ({ kind: list ? many : one, value }) as AttributeValue;
  switch (kind) {
    case binding.TF_ATTR_STRING:
      return as('string', 'strings');
    case binding.TF_ATTR_INT:
      return as('int', 'ints');
    case binding.TF_ATTR_FLOAT:
      return as('float', 'floats');
    case binding.TF_ATTR_TYPE:
      return as('type', 'types');
    case binding.TF_ATTR_BOOL:
      return { kind: 'bool', value: Boolean(value) };
    case binding.TF_ATTR_SHAPE:
      return { kind: 'shape', value: value as readonly number[] };
    default:
      throw new Error(`The attribute ${name} is of a kind that a graph is not written with.`);
  }
}
