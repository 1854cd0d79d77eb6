import type { Layer, Padding, Shape } from '../../network/graph.ts';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './model-proto.ts';

/** What computes one layer, and the constants that it needs besides its weights. */
export interface LayerNodes {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
}

/**
 * The ONNX nodes of a layer. Its output has the layer's name; its weights are the values `layer/role`. Images are [N, channels, height,
 * width], as ONNX has them.
 *
 * @param inputs Names of the values that it reads.
 * @param shape [height, width, channels] or [units] of the first of them.
 */
export function layerNodes(layer: Layer, inputs: readonly string[], shape: Shape): LayerNodes {
  const { name } = layer;
  const node = (op: string, more: readonly string[] = [], attributes: OnnxNode['attributes'] = {}): OnnxNode => {
    return { op, inputs: [...inputs, ...more], output: name, attributes };
  };
  switch (layer.kind) {
    case 'InputLayer':
      return {
        nodes: [{ op: 'Transpose', inputs: [name], output: channelsFirst(name), attributes: TO_NCHW }],
        constants: [],
      };
    case 'Rescaling': {
      const [scale, scaled, offset] = [`${name}/scale`, `${name}/scaled`, `${name}/offset`];
      return {
        nodes: [
          { op: 'Mul', inputs: [...inputs, scale], output: scaled },
          { op: 'Add', inputs: [scaled, offset], output: name },
        ],
        constants: [scalar(scale, layer.scale), scalar(offset, layer.offset)],
      };
    }
    case 'Conv2D':
      return alone(node('Conv', convolutionWeights(layer, 'kernel'), windows(layer, shape)));
    case 'DepthwiseConv2D':
      return alone(node('Conv', convolutionWeights(layer, 'depthwise_kernel'), perChannel(layer, shape)));
    case 'SeparableConv2D': {
      const depthwise = `${name}/depthwise`;
      const attributes = perChannel({ ...layer, strides: [1, 1] }, shape);
      const nodes = [
        { op: 'Conv', inputs: [...inputs, `${name}/depthwise_kernel`], output: depthwise, attributes },
        { op: 'Conv', inputs: [depthwise, ...convolutionWeights(layer, 'pointwise_kernel')], output: name },
      ];
      return { nodes, constants: [] };
    }
    case 'BatchNormalization': {
      const weights = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((role) => `${name}/${role}`);
      return alone(node('BatchNormalization', weights, { epsilon: { float: layer.epsilon } }));
    }
    case 'ReLU': {
      if (layer.maxValue === undefined) return alone(node('Relu'));
      const [least, most] = [`${name}/min`, `${name}/max`];
      return { nodes: [node('Clip', [least, most])], constants: [scalar(least, 0), scalar(most, layer.maxValue)] };
    }
    case 'MaxPooling2D':
      return alone(node('MaxPool', [], windows({ ...layer, kernelSize: layer.poolSize }, shape)));
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = layer.padding;
      const pads = `${name}/pads`;
      const values = BigInt64Array.from([0, 0, top, left, 0, 0, bottom, right].map(BigInt));
      return { nodes: [node('Pad', [pads])], constants: [{ name: pads, dimensions: [values.length], values }] };
    }
    case 'Add':
      return alone(node('Add'));
    case 'GlobalAveragePooling2D': {
      const mean = `${name}/mean`;
      const nodes = [
        { op: 'GlobalAveragePool', inputs, output: mean },
        { op: 'Flatten', inputs: [mean], output: name },
      ];
      return { nodes, constants: [] };
    }
    case 'Dense': {
      const product = node('Gemm', [`${name}/kernel`, `${name}/bias`]);
      if (layer.activation === 'linear') return alone(product);
      const logits = `${name}/logits`;
      const nodes = [
        { ...product, output: logits },
        { op: 'Softmax', inputs: [logits], output: name },
      ];
      return { nodes, constants: [] };
    }
  }
}

/** The value in which an input of images is [N, channels, height, width]. */
export const channelsFirst = (input: string): string => `${input}/channels_first`;

const TO_NCHW = { perm: { ints: [0, 3, 1, 2] } };

const alone = (node: OnnxNode): LayerNodes => ({ nodes: [node], constants: [] });

const scalar = (name: string, value: number): OnnxTensor => ({ name, dimensions: [], values: Float32Array.of(value) });

function convolutionWeights({ name, useBias }: { name: string; useBias: boolean }, kernel: string): string[] {
  return [`${name}/${kernel}`, ...(useBias ? [`${name}/bias`] : [])];
}

type Pair = readonly [number, number];

interface Windows {
  readonly kernelSize: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
}

function windows({ kernelSize, strides, padding }: Windows, shape: Shape): Record<string, OnnxAttribute> {
  const [height, width] = [0, 1].map((axis) => pads(shape[axis]!, kernelSize[axis]!, strides[axis]!, padding)) as [
    Pair,
    Pair,
  ];
  return {
    kernel_shape: { ints: kernelSize },
    strides: { ints: strides },
    pads: { ints: [height[0], width[0], height[1], width[1]] },
  };
}

/** One kernel for each channel. */
function perChannel(layer: Windows, shape: Shape): Record<string, OnnxAttribute> {
  return { ...windows(layer, shape), group: { int: shape.at(-1)! } };
}

/**
 * What TensorFlow's rule adds before and after: as much as the last window needs, the odd one after. Written out as numbers: ONNX keeps its own
 * name for the rule (auto_pad: SAME_UPPER) for old files only.
 */
function pads(size: number, window: number, stride: number, padding: Padding): Pair {
  if (padding === 'valid') return [0, 0];
  const missing = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size);
  const before = Math.floor(missing / 2);
  return [before, missing - before];
}
