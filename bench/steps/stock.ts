// The same step as a user of TF.js alone would write it: its own wasm backend in Node, which has one thread and lacks the gradients
// of convolutions, so that these are composed of the ops it has.
import '@tensorflow/tfjs-backend-wasm';
import '../../trainer/ops/gradients.ts';
import * as tf from '@tensorflow/tfjs-core';
import { createProblem, type Network } from './network.ts';

type Pads = [[number, number], [number, number], [number, number], [number, number]];

export async function openStock(): Promise<string> {
  if (!(await tf.setBackend('wasm'))) throw new Error('TF.js could not start its WebAssembly backend.');
  registerComposedGradients();
  return 'CPU, 1 thread';
}

export function stockStep(network: Network): () => number {
  const problem = createProblem(network, {
    normalizedRelu(x, gamma, beta, maxValue) {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const y = tf.batchNorm4d(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, 1e-3);
      return maxValue === 6 ? tf.relu6(y) : tf.relu(y);
    },
  });
  const variables = problem.weights.map((weight) => tf.variable(weight));
  const optimizer = tf.train.adam(1e-3);
  return () => {
    const loss = optimizer.minimize(() => problem.loss(variables), true, variables) as tf.Scalar;
    const value = loss.dataSync()[0]!;
    loss.dispose();
    return value;
  };
}

function registerComposedGradients(): void {
  register('Conv2DBackpropFilter', ({ x, dy }, attributes) => {
    const info = infoOf(x!.shape, attributes.filterShape!, attributes, false);
    const padded = tf.pad(x as tf.Tensor4D, padsOf(info));
    const gradients = tf.reshape(dy!, [-1, info.outChannels]);
    const taps = tapsOf(info).map(([i, j]) =>
      tf.matMul(tf.reshape(patch(padded, info, i, j), [-1, info.inChannels]), gradients, true, false),
    );
    return tf.reshape(tf.stack(taps), info.filterShape);
  });
  register('DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attributes) => {
    const info = infoOf(x!.shape, attributes.filterShape!, attributes, true);
    const padded = tf.pad(x as tf.Tensor4D, padsOf(info));
    const taps = tapsOf(info).map(([i, j]) => tf.sum(tf.mul(patch(padded, info, i, j), dy!), [0, 1, 2]));
    return tf.reshape(tf.stack(taps), info.filterShape);
  });
  register('DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attributes) => {
    const info = infoOf(attributes.inputShape!, filter!.shape, attributes, true);
    const { strideHeight, strideWidth, filterHeight, filterWidth, padInfo } = info;
    // Gradients spread out by the stride, with room for every tap around them.
    let spread = dy as tf.Tensor;
    if (strideHeight > 1 || strideWidth > 1) {
      const [n, h, w, c] = [info.batchSize, info.outHeight, info.outWidth, info.inChannels];
      const apart = tf.pad(tf.reshape(spread, [n * h, 1, w, c]), [
        [0, 0],
        [0, strideHeight - 1],
        [0, 0],
        [0, 0],
      ]);
      const wide = tf.pad(tf.reshape(apart, [n * h * strideHeight * w, 1, c]), [
        [0, 0],
        [0, strideWidth - 1],
        [0, 0],
      ]);
      spread = tf.reshape(wide, [n, h * strideHeight, w * strideWidth, c]);
    }
    const top = filterHeight - 1 - padInfo.top;
    const left = filterWidth - 1 - padInfo.left;
    const bottom = info.inHeight + filterHeight - 1 - top - spread.shape[1]!;
    const right = info.inWidth + filterWidth - 1 - left - spread.shape[2]!;
    const size = [info.batchSize, info.inHeight, info.inWidth, info.inChannels] as [number, number, number, number];
    const room = tf.pad(spread, [
      [0, 0],
      [top, Math.max(0, bottom)],
      [left, Math.max(0, right)],
      [0, 0],
    ]) as tf.Tensor4D;
    const taps = tapsOf(info).map(([i, j]) => {
      const weights = tf.slice(filter as tf.Tensor4D, [i, j, 0, 0], [1, 1, -1, 1]);
      const from: [number, number, number, number] = [0, filterHeight - 1 - i, filterWidth - 1 - j, 0];
      return tf.mul(tf.slice(room, from, size), tf.reshape(weights, [1, 1, 1, info.inChannels]));
    });
    return tf.addN(taps);
  });
}

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number;
  readonly filterShape?: number[];
  readonly inputShape?: number[];
}

function register(
  kernelName: string,
  run: (inputs: Record<string, tf.Tensor>, attributes: Attributes) => tf.Tensor,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => run(inputs as unknown as Record<string, tf.Tensor>, attrs as unknown as Attributes)),
  });
}

function infoOf(x: number[], filter: number[], { strides, pad }: Attributes, depthwise: boolean) {
  type Shape = [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(x as Shape, filter as Shape, strides, 1, pad, undefined, depthwise);
}

function padsOf({ padInfo }: tf.backend_util.Conv2DInfo): Pads {
  return [
    [0, 0],
    [padInfo.top, padInfo.bottom],
    [padInfo.left, padInfo.right],
    [0, 0],
  ];
}

function tapsOf({ filterHeight, filterWidth }: tf.backend_util.Conv2DInfo): [number, number][] {
  return Array.from({ length: filterHeight * filterWidth }, (_, tap) => [
    Math.floor(tap / filterWidth),
    tap % filterWidth,
  ]);
}

/** What one tap of the kernel saw, for every output pixel. */
function patch(padded: tf.Tensor4D, info: tf.backend_util.Conv2DInfo, i: number, j: number): tf.Tensor {
  const { batchSize, strideHeight, strideWidth, outHeight, outWidth, inChannels } = info;
  const end = [batchSize, i + (outHeight - 1) * strideHeight + 1, j + (outWidth - 1) * strideWidth + 1, inChannels];
  return tf.stridedSlice(padded, [0, i, j, 0], end, [1, strideHeight, strideWidth, 1]);
}
