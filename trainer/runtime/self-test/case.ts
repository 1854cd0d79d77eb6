import { randomFor } from '../../../core/random.ts';
import type { Graph } from '../../network/graph.ts';
import { LayerList } from '../../network/layer-list.ts';
import { sizeOf, type WeightRole, weightSpecs } from '../../network/weight-specs.ts';

/**
 * Chosen so that no value lies so close to the edge of a ReLU, or to the second largest of its pooling window, that rounding decides which
 * way its gradient goes: test/fixtures/runtime/make_self_test.py looks at that.
 */
const SEED = 225;

const ROWS = 4;
const SIZE = 8;
const LABELS = [3, 2];

/** A network, a batch and everything else that one training step takes, as plain numbers that are the same on every machine. */
export interface SelfTestCase {
  readonly graph: Graph;
  readonly weights: ReadonlyMap<string, Numbers>;
  readonly inputs: Numbers;
  readonly heads: readonly { readonly oneHot: Numbers; readonly mask: Numbers; readonly weights: Numbers }[];
  readonly lossWeights: readonly number[];
}

/** Numbers of a tensor, row after row. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function selfTestCase(seed = SEED): SelfTestCase {
  const uniform = (shape: readonly number[], [low, high]: Range, ...keys: string[]): Numbers => {
    const random = randomFor(seed, 'self-test', ...keys);
    return { shape, values: Array.from({ length: sizeOf(shape) }, () => random.between(low, high)) };
  };
  const graph = network();
  return {
    graph,
    weights: new Map(
      weightSpecs(graph).map(({ name, role, shape }) => [name, uniform(shape, RANGES[role], 'weight', name)]),
    ),
    inputs: uniform([ROWS, SIZE, SIZE, 3], [-1, 1], 'inputs'),
    heads: LABELS.map((labels, head) => ({
      oneHot: oneHot(labels, head),
      mask: { shape: [ROWS], values: MASKS[head]! },
      weights: { shape: [ROWS], values: MASKS[head]!.map((counts, row) => (counts * (row + 1)) / 8) },
    })),
    lossWeights: [1, 0.5],
  };
}

/** One of everything that the backbones are made of: their kernels, their strides, and channels that do and do not fill vectors of four. */
function network(): Graph {
  const list = new LayerList();
  const input = list.add('input', { kind: 'InputLayer', shape: [SIZE, SIZE, 3] });
  let x = list.add('conv', convolution(8, 3, 2), input);
  x = list.add('conv_bn', { kind: 'BatchNormalization', epsilon: 1e-3, momentum: 0.9 }, x);
  x = list.add('conv_relu', { kind: 'ReLU', maxValue: 6 }, x);
  x = list.add(
    'dw',
    { kind: 'DepthwiseConv2D', kernelSize: [3, 3], strides: [1, 1], padding: 'same', useBias: false },
    x,
  );
  x = list.add('pw', convolution(12, 1, 1), x);
  x = list.add('pw_bn', { kind: 'BatchNormalization', epsilon: 1e-3, momentum: 0.9 }, x);
  x = list.add('pw_relu', { kind: 'ReLU' }, x);
  x = list.add('pool', { kind: 'MaxPooling2D', poolSize: [3, 3], strides: [2, 2], padding: 'same' }, x);
  const features = list.add('features', { kind: 'GlobalAveragePooling2D' }, x);
  const outputs = LABELS.map((units, head) =>
    list.add(`head_${head}`, { kind: 'Dense', units, activation: 'softmax' }, features),
  );
  return { layers: list.layers, input, outputs };
}

function convolution(filters: number, size: number, stride: number) {
  const common = { kind: 'Conv2D', padding: 'same', useBias: false } as const;
  return { ...common, filters, kernelSize: [size, size], strides: [stride, stride] } as const;
}

type Range = readonly [low: number, high: number];

const RANGES: Readonly<Record<WeightRole, Range>> = {
  kernel: [-0.5, 0.5],
  depthwise_kernel: [-0.5, 0.5],
  pointwise_kernel: [-0.5, 0.5],
  bias: [-0.5, 0.5],
  // So large that ReLU's upper edge is met too.
  gamma: [2, 4],
  beta: [-1, 1],
  moving_mean: [-0.5, 0.5],
  moving_variance: [0.5, 1.5],
};

/** Which rows have a label, per head. */
const MASKS = [
  [1, 1, 1, 1],
  [1, 0, 1, 1],
];

function oneHot(labels: number, head: number): Numbers {
  const rows = Array.from({ length: ROWS }, (_, row) => (row + head) % labels);
  return {
    shape: [ROWS, labels],
    values: rows.flatMap((label) => Array.from({ length: labels }, (_, i) => (i === label ? 1 : 0))),
  };
}
