import { PbfWriter } from 'pbf';

/** TensorFlow's numbers of element types (tensorflow/core/framework/types.proto). */
export const DT_FLOAT = 1;
export const DT_INT32 = 3;

/** The value of a node's attribute (tensorflow/core/framework/attr_value.proto), by kind. */
export type AttributeValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'type'; readonly value: number }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'types'; readonly value: readonly number[] }
  | { readonly kind: 'tensor'; readonly value: ConstantTensor };

export interface ConstantTensor {
  readonly dtype: number;
  readonly shape: readonly number[];
  /** The values as they lie in memory, little-endian. */
  readonly bytes: Uint8Array;
}

/** One node of a graph (tensorflow/core/framework/node_def.proto). */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** "node", "node:output" or "^node", which is only waited for. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** A SavedModel (tensorflow/core/protobuf/saved_model.proto) of one graph under the tag `serve`, with nothing but the graph. */
export function savedModel(nodes: readonly GraphNode[]): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, SAVED_MODEL_SCHEMA_VERSION);
  pbf.writeMessage(2, writeMetaGraph, nodes);
  return pbf.finish();
}

const SAVED_MODEL_SCHEMA_VERSION = 1;
/** Of TensorFlow 2.9 and later: older ones could not read what we write, newer ones read it as it was meant then. */
const GRAPH_PRODUCER_VERSION = 1087;

function writeMetaGraph(nodes: readonly GraphNode[], pbf: PbfWriter): void {
  pbf.writeMessage(1, (_: undefined, info: PbfWriter) => info.writeStringField(4, 'serve'), undefined);
  pbf.writeMessage(2, writeGraph, nodes);
}

function writeGraph(nodes: readonly GraphNode[], pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeMessage(
    4,
    (_: undefined, versions: PbfWriter) => versions.writeVarintField(1, GRAPH_PRODUCER_VERSION),
    undefined,
  );
}

function writeNode({ name, op, inputs, attributes }: GraphNode, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, op);
  for (const input of inputs) pbf.writeStringField(3, input);
  for (const entry of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, entry);
}

function writeAttribute([name, value]: [string, AttributeValue], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeValue, value);
}

function writeValue({ kind, value }: AttributeValue, pbf: PbfWriter): void {
  (WRITERS[kind] as (pbf: PbfWriter, value: AttributeValue['value']) => void)(pbf, value);
}

type Writers = {
  [Kind in AttributeValue['kind']]: (pbf: PbfWriter, value: Extract<AttributeValue, { kind: Kind }>['value']) => void;
};

const WRITERS: Writers = {
  string: (pbf, value) => pbf.writeStringField(2, value),
  int: (pbf, value) => pbf.writeVarintField(3, value),
  float: (pbf, value) => pbf.writeFloatField(4, value),
  bool: (pbf, value) => pbf.writeBooleanField(5, value),
  type: (pbf, value) => pbf.writeVarintField(6, value),
  shape: (pbf, value) => pbf.writeMessage(7, writeShape, value),
  tensor: (pbf, value) => pbf.writeMessage(8, writeTensor, value),
  strings: inList((list, value) => {
    for (const text of value) list.writeStringField(2, text);
  }),
  ints: inList((list, value) => list.writePackedVarint(3, [...value])),
  floats: inList((list, value) => list.writePackedFloat(4, [...value])),
  types: inList((list, value) => list.writePackedVarint(6, [...value])),
};

function inList<Value>(write: (list: PbfWriter, value: readonly Value[]) => void) {
  return (pbf: PbfWriter, value: readonly Value[]) =>
    pbf.writeMessage(1, (_: undefined, list: PbfWriter) => write(list, value), undefined);
}

function writeShape(shape: readonly number[], pbf: PbfWriter): void {
  for (const size of shape) {
    pbf.writeMessage(2, (_: undefined, dimension: PbfWriter) => dimension.writeVarintField(1, size), undefined);
  }
}

function writeTensor({ dtype, shape, bytes }: ConstantTensor, pbf: PbfWriter): void {
  pbf.writeVarintField(1, dtype);
  pbf.writeMessage(2, writeShape, shape);
  pbf.writeBytesField(4, bytes);
}
