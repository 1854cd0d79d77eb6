import type { OpAttribute } from './backend.ts';

type Shape = readonly number[];

/** What decides the shapes of an op's outputs. */
export interface OpCall {
  readonly name: string;
  readonly attributes: readonly OpAttribute[];
  /** Shapes of the inputs. */
  readonly inputs: readonly Shape[];
  /** The values of an input that is a constant of integers. */
  readonly integers: (input: number) => Shape;
}

/** The shapes of an op's outputs, for the ops that take all the time; undefined for others. */
export function outputShapes(call: OpCall): readonly Shape[] | undefined {
  return RULES[call.name]?.(call);
}

type Rule = (call: OpCall) => readonly Shape[] | undefined;

const asFirstInput: Rule = ({ inputs }) => [inputs[0]!];
const givenBy =
  (input: number): Rule =>
  ({ integers }) => [integers(input)];

/** Kernels are [height, width, in, out], depthwise ones [height, width, in, multiplier]. */
const RULES: Readonly<Record<string, Rule>> = {
  Relu: asFirstInput,
  Relu6: asFirstInput,
  ReluGrad: asFirstInput,
  Relu6Grad: asFirstInput,
  Conv2D: (call) => slid(call, call.inputs[1]!, call.inputs[1]![3]!),
  Conv2DBackpropInput: givenBy(0),
  Conv2DBackpropFilter: givenBy(1),
  DepthwiseConv2dNative: (call) => slid(call, call.inputs[1]!, call.inputs[1]![2]! * call.inputs[1]![3]!),
  DepthwiseConv2dNativeBackpropInput: givenBy(0),
  DepthwiseConv2dNativeBackpropFilter: givenBy(1),
  MaxPool: (call) => slid(call, numbers(call, 'ksize').slice(1, 3), call.inputs[0]![3]!),
  MaxPoolGrad: asFirstInput,
  MatMul: product,
  FusedBatchNormV2: ({ inputs: [x, scale] }) => [x!, scale!, scale!, scale!, scale!],
  FusedBatchNormGradV2: ({ inputs: [dy, , scale] }) => [dy!, scale!, scale!, [0], [0]],
};

/** The output of a window that slides over images [N, height, width, channels] (tensorflow/core/framework/kernel_shape_util.cc). */
function slid(call: OpCall, [height, width]: Shape, channels: number): readonly Shape[] | undefined {
  const padding = attribute(call, 'padding');
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  const [, rowStride, columnStride] = numbers(call, 'strides');
  const [, rowDilation, columnDilation] = numbers(call, 'dilations', [1, 1, 1, 1]);
  const steps = (size: number, window: number, dilation: number, stride: number) =>
    Math.ceil((padding === 'SAME' ? size : size - (window - 1) * dilation) / stride);
  const [n, rows, columns] = call.inputs[0] as [number, number, number];
  return [
    [
      n,
      steps(rows, height!, rowDilation!, rowStride!),
      steps(columns, width!, columnDilation!, columnStride!),
      channels,
    ],
  ];
}

function product(call: OpCall): readonly Shape[] {
  const [a, b] = call.inputs as [Shape, Shape];
  return [[a[attribute(call, 'transpose_a') ? 1 : 0]!, b[attribute(call, 'transpose_b') ? 0 : 1]!]];
}

function attribute({ attributes }: OpCall, wanted: string): OpAttribute['value'] | undefined {
  return attributes.find(({ name }) => name === wanted)?.value;
}

const numbers = (call: OpCall, name: string, otherwise?: Shape) => (attribute(call, name) ?? otherwise) as Shape;
