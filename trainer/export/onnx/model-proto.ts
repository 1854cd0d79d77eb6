import { PbfWriter } from 'pbf';

/** A model as ONNX has it (onnx/onnx.proto): nodes over named values, weights among them. */
export interface OnnxModel {
  readonly producer: { readonly name: string; readonly version: string };
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly input: OnnxValue;
  readonly outputs: readonly OnnxValue[];
  /** Text by key, which runtimes hand out as custom metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** One node of one output, by which it is named. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number };

/** A constant. No dimensions: a scalar. */
export interface OnnxTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** A float32 input or output of the model. */
export interface OnnxValue {
  readonly name: string;
  /** A number of its own, or the name of a size that the caller chooses. */
  readonly dimensions: readonly (number | string)[];
  readonly description: string;
}

/**
 * The oldest set of operators in which all that we use mean what we mean, and its file version: onnxruntime reads it since 1.6 (2020), and
 * other readers sooner than newer sets.
 */
const OPSET_VERSION = 13;
const IR_VERSION = 7;

const FLOAT = 1;
const INT64 = 7;
/** Kinds of attributes (AttributeProto.AttributeType). */
const [KIND_FLOAT, KIND_INT, KIND_INTS] = [1, 2, 7];

/** The bytes of an ONNX file. */
export function onnxBytes(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, model.producer.name);
  pbf.writeStringField(3, model.producer.version);
  pbf.writeMessage(7, writeGraph, model);
  pbf.writeMessage(8, writeOperatorSet, OPSET_VERSION);
  for (const entry of Object.entries(model.metadata)) pbf.writeMessage(14, writeMetadata, entry);
  return pbf.finish();
}

function writeOperatorSet(version: number, pbf: PbfWriter): void {
  // The standard operators have no domain.
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

function writeMetadata([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeGraph({ nodes, name, tensors, input, outputs }: OnnxModel, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const tensor of tensors) pbf.writeMessage(5, writeTensor, tensor);
  pbf.writeMessage(11, writeValue, input);
  for (const output of outputs) pbf.writeMessage(12, writeValue, output);
}

function writeNode({ op, inputs, output, attributes = {} }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(3, output);
  pbf.writeStringField(4, op);
  for (const entry of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: readonly [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if ('float' in value) {
    pbf.writeFloatField(2, value.float);
    pbf.writeVarintField(20, KIND_FLOAT);
  } else if ('int' in value) {
    pbf.writeVarintField(3, value.int);
    pbf.writeVarintField(20, KIND_INT);
  } else {
    for (const int of value.ints) pbf.writeVarintField(8, int);
    pbf.writeVarintField(20, KIND_INTS);
  }
}

function writeTensor({ name, dimensions, values }: OnnxTensor, pbf: PbfWriter): void {
  for (const dimension of dimensions) pbf.writeVarintField(1, dimension);
  pbf.writeVarintField(2, values instanceof Float32Array ? FLOAT : INT64);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

function writeValue({ name, dimensions, description }: OnnxValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeType, dimensions);
  pbf.writeStringField(3, description);
}

function writeType(dimensions: OnnxValue['dimensions'], pbf: PbfWriter): void {
  pbf.writeMessage(1, writeTensorType, dimensions);
}

function writeTensorType(dimensions: OnnxValue['dimensions'], pbf: PbfWriter): void {
  pbf.writeVarintField(1, FLOAT);
  pbf.writeMessage(2, writeShape, dimensions);
}

function writeShape(dimensions: OnnxValue['dimensions'], pbf: PbfWriter): void {
  for (const dimension of dimensions) pbf.writeMessage(1, writeDimension, dimension);
}

function writeDimension(dimension: number | string, pbf: PbfWriter): void {
  if (typeof dimension === 'number') pbf.writeVarintField(1, dimension);
  else pbf.writeStringField(2, dimension);
}
