import type { Graph, Layer, Padding, Shape } from './graph.ts';

/** The output shape of every layer, without the batch dimension. Throws an Error naming the layer whose output would be empty. */
export function layerShapes(graph: Graph): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((name) => shapes.get(name)!);
    const shape = outputShape(layer, inputs[0] ?? []);
    if (shape.some((size) => !(size >= 1))) {
      throw new Error(
        `The network's input is too small: layer ${layer.name} would have the shape ${shape.join(' × ')}.`,
      );
    }
    shapes.set(layer.name, shape);
  }
  return shapes;
}

function outputShape(layer: Layer, input: Shape): Shape {
  const [height = 0, width = 0, channels = 0] = input;
  switch (layer.kind) {
    case 'InputLayer':
      return layer.shape;
    case 'Conv2D':
      return [...windows([height, width], layer.kernelSize, layer.strides, layer.padding), layer.filters];
    case 'DepthwiseConv2D':
      return [...windows([height, width], layer.kernelSize, layer.strides, layer.padding), channels];
    case 'SeparableConv2D':
      return [...windows([height, width], layer.kernelSize, [1, 1], layer.padding), layer.filters];
    case 'MaxPooling2D':
      return [...windows([height, width], layer.poolSize, layer.strides, layer.padding), channels];
    case 'ZeroPadding2D': {
      const [[top, bottom], [left, right]] = layer.padding;
      return [height + top + bottom, width + left + right, channels];
    }
    case 'GlobalAveragePooling2D':
      return [channels];
    case 'Dense':
      return [layer.units];
    case 'Rescaling':
    case 'BatchNormalization':
    case 'ReLU':
    case 'Add':
      return input;
  }
}

type Pair = readonly [number, number];

/** How many windows fit, by TensorFlow's rule: 'same' pads so that only the stride counts, 'valid' does not pad. */
function windows([height, width]: Pair, [rows, columns]: Pair, [down, across]: Pair, padding: Padding): Pair {
  return [count(height, rows, down, padding), count(width, columns, across, padding)];
}

function count(size: number, window: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
}
