import type { Padding } from './graph.ts';
import { BATCH_NORMALIZATION, type LayerList } from './layer-list.ts';

/**
 * Xception without its top, as in keras.applications (keras/src/applications/xception.py; Chollet 2017, arXiv 1610.02357): the same
 * layers with the same names in the same order. Unnamed layers, the shortcuts and sums, get the names of a fresh Keras session.
 * Expects pixels scaled to −1 … 1; returns the name of the last layer, with 2048 channels at 1/32 of the size.
 */
export function xception(list: LayerList, input: string): string {
  let x = convolution(list, 'block1_conv1', 32, 2, input);
  x = convolution(list, 'block1_conv2', 64, 1, x);
  x = downsampling(list, 'block2', [128, 128], x, { activationFirst: false });
  x = downsampling(list, 'block3', [256, 256], x);
  x = downsampling(list, 'block4', [728, 728], x);
  for (let block = 5; block <= 12; block++) x = residual(list, `block${block}`, x);
  x = downsampling(list, 'block13', [728, 1024], x);
  x = separableThenActivation(list, 'block14_sepconv1', 1536, x);
  return separableThenActivation(list, 'block14_sepconv2', 2048, x);
}

function convolution(list: LayerList, name: string, filters: number, stride: number, input: string): string {
  const x = list.add(name, conv2D(filters, 3, stride, 'valid'), input);
  return relu(list, `${name}_act`, list.add(`${name}_bn`, BATCH_NORMALIZATION, x));
}

/** Two separable convolutions and a pooling that halves the size, beside a shortcut that does so with a 1×1 convolution. */
function downsampling(
  list: LayerList,
  block: string,
  [first, second]: readonly [number, number],
  input: string,
  { activationFirst = true } = {},
): string {
  let x = activationFirst ? relu(list, `${block}_sepconv1_act`, input) : input;
  x = separable(list, `${block}_sepconv1`, first, x);
  x = relu(list, `${block}_sepconv2_act`, x);
  x = separable(list, `${block}_sepconv2`, second, x);
  // Keras lists layers by depth, so the shortcut's layers stand between those of the main path.
  let shortcut = list.addUnnamed('conv2d', conv2D(second, 1, 2, 'same'), input);
  x = list.add(`${block}_pool`, { kind: 'MaxPooling2D', poolSize: [3, 3], strides: [2, 2], padding: 'same' }, x);
  shortcut = list.addUnnamed('batch_normalization', BATCH_NORMALIZATION, shortcut);
  return list.addUnnamed('add', { kind: 'Add' }, x, shortcut);
}

function residual(list: LayerList, block: string, input: string): string {
  let x = input;
  for (const i of [1, 2, 3]) {
    x = relu(list, `${block}_sepconv${i}_act`, x);
    x = separable(list, `${block}_sepconv${i}`, 728, x);
  }
  return list.addUnnamed('add', { kind: 'Add' }, x, input);
}

function separableThenActivation(list: LayerList, name: string, filters: number, input: string): string {
  return relu(list, `${name}_act`, separable(list, name, filters, input));
}

function separable(list: LayerList, name: string, filters: number, input: string): string {
  const x = list.add(
    name,
    { kind: 'SeparableConv2D', filters, kernelSize: [3, 3], padding: 'same', useBias: false },
    input,
  );
  return list.add(`${name}_bn`, BATCH_NORMALIZATION, x);
}

function relu(list: LayerList, name: string, input: string): string {
  return list.add(name, { kind: 'ReLU' }, input);
}

function conv2D(filters: number, size: number, stride: number, padding: Padding) {
  return {
    kind: 'Conv2D',
    filters,
    kernelSize: [size, size],
    strides: [stride, stride],
    padding,
    useBias: false,
  } as const;
}
