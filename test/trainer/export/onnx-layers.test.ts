import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect } from 'vitest';
import type { OnnxRuntime } from '../../../trainer/export/onnx/onnxruntime.ts';
import type { Graph, Layer } from '../../../trainer/network/graph.ts';
import { LayerList, type LayerOptions } from '../../../trainer/network/layer-list.ts';
import { layerShapes } from '../../../trainer/network/shapes.ts';
import fc from '../../fast-check.ts';
import { smallModel } from '../model-file/small-model.ts';
import { inputsFor } from '../runtime/networks.ts';
import { randomWeights } from '../runtime/random-weights.ts';
import { largestDifference, openedOnnx, outputsOfForward, testWithOnnx } from './onnxruntime.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const INPUT = [11, 14, 3];

/**
 * The layers one after another, and behind them a window over the whole image, in which every place has a weight of its own: an image that
 * is moved by a pixel gives other numbers.
 */
function chain(layers: readonly LayerOptions[], shape: readonly number[] = INPUT): Graph {
  const list = new LayerList();
  const input = list.add('model_input', { kind: 'InputLayer', shape });
  const last = layers.reduce((from, layer, i) => list.add(`layer_${i}`, layer, from), input);
  const [height, width] = layerShapes({ layers: list.layers, input, outputs: [] }).get(last)! as [number, number];
  const whole = list.add('whole', { ...WINDOW, kernelSize: [height, width], padding: 'valid' }, last);
  return { layers: list.layers, input, outputs: [list.add('pool', { kind: 'GlobalAveragePooling2D' }, whole)] };
}

const WINDOW = { kind: 'DepthwiseConv2D', strides: [1, 1], useBias: false } as const;

function modelOf(graph: Graph) {
  return { graph, weights: randomWeights(graph, 5), metadata: smallModel().metadata };
}

async function differenceOf(runtime: OnnxRuntime, graph: Graph, rows = 2): Promise<number> {
  const model = modelOf(graph);
  const x = tf.tidy(() => tf.div(inputsFor(graph, rows, 3), 255));
  const expected = outputsOfForward(model, x);
  expect(Math.max(...expected.flatMap((values) => [...values].map(Math.abs)))).toBeGreaterThan(0.01);
  const network = await openedOnnx(runtime, model);
  const difference = largestDifference(await network.run(await x.data<'float32'>(), x.shape), expected);
  await network.close();
  tf.dispose([x, ...model.weights.values()]);
  return difference;
}

type Windowed = Extract<Layer, { kind: 'Conv2D' }>;
const windows: readonly (readonly [string, Pick<Windowed, 'kernelSize' | 'strides' | 'padding'>])[] = [
  ['3 × 3, same', { kernelSize: [3, 3], strides: [1, 1], padding: 'same' }],
  ['3 × 3, stride 2, same', { kernelSize: [3, 3], strides: [2, 2], padding: 'same' }],
  ['3 × 3, stride 2, valid', { kernelSize: [3, 3], strides: [2, 2], padding: 'valid' }],
  ['1 × 1, stride 2, same', { kernelSize: [1, 1], strides: [2, 2], padding: 'same' }],
  ['1 × 1, stride 3, valid', { kernelSize: [1, 1], strides: [3, 3], padding: 'valid' }],
  ['2 × 4, stride 3 × 2, same', { kernelSize: [2, 4], strides: [3, 2], padding: 'same' }],
];

describe('onnxruntime computes what forward computes:', () => {
  for (const [name, window] of windows) {
    testWithOnnx(`Conv2D ${name}`, async (runtime) => {
      for (const useBias of [false, true]) {
        const graph = chain([{ kind: 'Conv2D', filters: 4, useBias, ...window }]);
        expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
      }
    });
    testWithOnnx(`MaxPooling2D ${name}`, async (runtime) => {
      const { kernelSize: poolSize, ...rest } = window;
      // Values below 0, which padding of zeros would hide.
      const graph = chain([
        { kind: 'Rescaling', scale: 1, offset: -3 },
        { kind: 'MaxPooling2D', poolSize, ...rest },
      ]);
      expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
    });
    const { strides } = window;
    if (strides[0] !== strides[1]) continue;
    testWithOnnx(`DepthwiseConv2D ${name}`, async (runtime) => {
      for (const useBias of [false, true]) {
        const graph = chain([{ kind: 'DepthwiseConv2D', useBias, ...window }]);
        expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
      }
    });
  }

  testWithOnnx('SeparableConv2D', async (runtime) => {
    for (const padding of ['same', 'valid'] as const) {
      for (const useBias of [false, true]) {
        const graph = chain([{ kind: 'SeparableConv2D', filters: 5, kernelSize: [3, 2], padding, useBias }]);
        expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
      }
    }
  });

  const normalization = { kind: 'BatchNormalization', epsilon: 0.01, momentum: 0.99 } as const;
  const convolution = { kind: 'Conv2D', filters: 4, ...windows[1]![1] } as const;
  testWithOnnx('BatchNormalization on its own', async (runtime) => {
    expect(await differenceOf(runtime, chain([normalization]))).toBeLessThan(1e-5);
  });
  testWithOnnx('BatchNormalization behind convolutions, with and without a bias', async (runtime) => {
    for (const useBias of [false, true]) {
      const graph = chain([{ ...convolution, useBias }, normalization, { ...convolution, useBias }, normalization]);
      expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
    }
  });

  testWithOnnx('Rescaling, ReLU and ReLU with a limit', async (runtime) => {
    const rescaling = { kind: 'Rescaling', scale: 4, offset: -2 } as const;
    expect(await differenceOf(runtime, chain([rescaling]))).toBeLessThan(1e-5);
    expect(await differenceOf(runtime, chain([rescaling, { kind: 'ReLU' }]))).toBeLessThan(1e-5);
    expect(await differenceOf(runtime, chain([rescaling, { kind: 'ReLU', maxValue: 1.5 }]))).toBeLessThan(1e-5);
  });

  testWithOnnx('ZeroPadding2D', async (runtime) => {
    const padding = {
      kind: 'ZeroPadding2D',
      padding: [
        [0, 1],
        [2, 3],
      ],
    } as const; // prettier-ignore
    expect(await differenceOf(runtime, chain([padding]))).toBeLessThan(1e-5);
  });

  testWithOnnx('Add', async (runtime) => {
    const { layers, input, outputs } = chain([{ ...convolution, useBias: true }, { kind: 'ReLU' }]);
    const graph = {
      input,
      outputs,
      layers: layers.flatMap((layer): Layer[] =>
        layer.name === 'whole'
          ? [
              { kind: 'Add', name: 'sum', inputs: ['layer_0', 'layer_1'], trainable: true },
              { ...layer, inputs: ['sum'] },
            ]
          : [layer],
      ),
    };
    expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
  });

  testWithOnnx('Dense, linear and softmax, with several outputs', async (runtime) => {
    const { layers, input } = chain([]);
    const dense = { kind: 'Dense', inputs: ['pool'], trainable: true } as const;
    const graph: Graph = {
      input,
      layers: [
        ...layers,
        { ...dense, name: 'größe / 大小_clf', units: 3, activation: 'softmax' },
        { ...dense, name: 'b_clf', units: 2, activation: 'linear' },
      ],
      outputs: ['b_clf', 'größe / 大小_clf'],
    };
    expect(await differenceOf(runtime, graph)).toBeLessThan(1e-5);
  });

  testWithOnnx('any convolution and any pooling', async (runtime) => {
    const size = fc.integer({ min: 1, max: 9 });
    const side = fc.integer({ min: 1, max: 4 });
    const stride = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(size, size, side, side, stride, stride, async (height, width, rows, columns, down, across) => {
        const window = { kernelSize: [rows, columns], strides: [down, across], padding: 'same' } as const;
        const graph = chain(
          [
            { kind: 'Conv2D', filters: 3, useBias: true, ...window },
            { kind: 'MaxPooling2D', poolSize: window.kernelSize, strides: window.strides, padding: 'same' },
          ],
          [height, width, 2],
        );
        expect(await differenceOf(runtime, graph, 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
