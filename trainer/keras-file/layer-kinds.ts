import type { Padding } from '../network/graph.ts';
import type { LayerOptions } from '../network/layer-list.ts';
import { arithmeticOf } from './arithmetic.ts';
import type { KerasLayer } from './keras-network.ts';
import { isNumber, type Settings } from './settings.ts';

/**
 * What a Keras layer computes, as layers of a Graph, one after the other; none for a layer that passes on what it reads. Softmax is
 * given as such. Throws an Error with the reason as a clause, for what a Graph cannot express.
 */
export function layersFor(layer: KerasLayer): (LayerOptions | 'softmax')[] {
  const { kind, settings } = layer;
  const arithmetic = arithmeticOf(layer);
  if (arithmetic !== undefined) return [arithmetic];
  switch (kind) {
    case 'Conv2D':
      return [convolution(settings), ...activation(settings)];
    case 'DepthwiseConv2D':
      return [depthwiseConvolution(settings), ...activation(settings)];
    case 'SeparableConv2D':
      return [separableConvolution(settings), ...activation(settings)];
    case 'BatchNormalization':
      return [batchNormalization(settings)];
    case 'Activation':
      return activation(settings);
    case 'ReLU':
      return [relu(settings)];
    case 'Softmax':
      settings.only('axis', -1);
      return ['softmax'];
    case 'MaxPooling2D':
      return [maxPooling(settings)];
    case 'ZeroPadding2D':
      return [zeroPadding(settings)];
    case 'GlobalAveragePooling2D':
      settings.only('data_format', 'channels_last');
      settings.only('keepdims', false);
      return [{ kind }];
    case 'Dense':
      settings.only('use_bias', true);
      return [{ kind, units: settings.count('units'), activation: 'linear' }, ...activation(settings)];
    case 'Rescaling':
      return [{ kind, scale: settings.number('scale'), offset: settings.number('offset') }];
    case 'Add':
      return [{ kind }];
    case 'Dropout':
    case 'SpatialDropout2D':
    case 'GaussianNoise':
    case 'GaussianDropout':
      return [];
    default:
      throw new Error(`its layer ${settings.layer} is of a kind that cannot be computed here, ${kind}`);
  }
}

function activation(settings: Settings): (LayerOptions | 'softmax')[] {
  switch (settings.only('activation', 'linear', 'relu', 'relu6', 'softmax')) {
    case 'relu':
      return [{ kind: 'ReLU' }];
    case 'relu6':
      return [{ kind: 'ReLU', maxValue: 6 }];
    case 'softmax':
      return ['softmax'];
    default:
      return [];
  }
}

function relu(settings: Settings): LayerOptions {
  settings.only('negative_slope', 0);
  settings.only('threshold', 0);
  const maxValue = settings.get('max_value') ?? undefined;
  if (maxValue === undefined) return { kind: 'ReLU' };
  return { kind: 'ReLU', maxValue: settings.number('max_value') };
}

function convolution(settings: Settings): LayerOptions {
  settings.only('groups', 1);
  return {
    kind: 'Conv2D',
    filters: settings.count('filters'),
    ...window(settings),
    strides: settings.counts('strides'),
  };
}

function depthwiseConvolution(settings: Settings): LayerOptions {
  settings.only('depth_multiplier', 1);
  return { kind: 'DepthwiseConv2D', ...window(settings), strides: settings.counts('strides') };
}

function separableConvolution(settings: Settings): LayerOptions {
  settings.only('depth_multiplier', 1);
  settings.only<readonly number[] | number>('strides', [1, 1], 1);
  return { kind: 'SeparableConv2D', filters: settings.count('filters'), ...window(settings) };
}

function window(settings: Settings) {
  settings.only('data_format', 'channels_last');
  settings.only<readonly number[] | number>('dilation_rate', [1, 1], 1);
  return {
    kernelSize: settings.counts('kernel_size'),
    padding: padding(settings),
    useBias: settings.only('use_bias', true, false) ?? true,
  };
}

function padding(settings: Settings): Padding {
  return settings.only<Padding>('padding', 'valid', 'same') ?? 'valid';
}

function batchNormalization(settings: Settings): LayerOptions {
  settings.only<readonly number[] | number>('axis', -1, 3, [3], [-1]);
  settings.only('center', true);
  settings.only('scale', true);
  settings.only('renorm', false);
  return { kind: 'BatchNormalization', momentum: settings.number('momentum'), epsilon: settings.number('epsilon') };
}

function maxPooling(settings: Settings): LayerOptions {
  settings.only('data_format', 'channels_last');
  const poolSize = settings.counts('pool_size');
  const strides = settings.get('strides') === null ? poolSize : settings.counts('strides');
  return { kind: 'MaxPooling2D', poolSize, strides, padding: padding(settings) };
}

function zeroPadding(settings: Settings): LayerOptions {
  settings.only('data_format', 'channels_last');
  const [rows, columns, ...more] = asArray(settings.get('padding'));
  const [top, bottom] = asArray(rows);
  const [left, right] = asArray(columns);
  const sides = [top, bottom, left, right];
  if (more.length > 0 || !sides.every((side) => isNumber(side) && Number.isInteger(side) && side >= 0)) {
    return settings.refuse('padding');
  }
  return {
    kind: 'ZeroPadding2D',
    padding: [
      [top as number, bottom as number],
      [left as number, right as number],
    ],
  };
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
