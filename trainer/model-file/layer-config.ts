import type { Layer } from '../network/graph.ts';

/**
 * A layer's settings as Keras names them. Only those that Keras 2, Keras 3 and TF.js all know; what is left out, such as initializers and
 * the number of groups, has the same default in all three.
 */
export function layerConfig(layer: Layer): Record<string, unknown> {
  switch (layer.kind) {
    case 'InputLayer':
      return { batch_input_shape: [null, ...layer.shape], sparse: false };
    case 'Rescaling':
      return { scale: layer.scale, offset: layer.offset };
    case 'Conv2D':
      return {
        filters: layer.filters,
        kernel_size: layer.kernelSize,
        strides: layer.strides,
        padding: layer.padding,
        use_bias: layer.useBias,
        activation: 'linear',
        data_format: 'channels_last',
      };
    case 'DepthwiseConv2D':
      return {
        kernel_size: layer.kernelSize,
        strides: layer.strides,
        padding: layer.padding,
        depth_multiplier: 1,
        use_bias: layer.useBias,
        activation: 'linear',
        data_format: 'channels_last',
      };
    case 'SeparableConv2D':
      return {
        filters: layer.filters,
        kernel_size: layer.kernelSize,
        strides: [1, 1],
        padding: layer.padding,
        depth_multiplier: 1,
        use_bias: layer.useBias,
        activation: 'linear',
        data_format: 'channels_last',
      };
    case 'BatchNormalization':
      return { axis: -1, momentum: layer.momentum, epsilon: layer.epsilon, center: true, scale: true };
    case 'ReLU':
      return layer.maxValue === undefined ? {} : { max_value: layer.maxValue };
    case 'MaxPooling2D':
      return {
        pool_size: layer.poolSize,
        strides: layer.strides,
        padding: layer.padding,
        data_format: 'channels_last',
      };
    case 'ZeroPadding2D':
      return { padding: layer.padding, data_format: 'channels_last' };
    case 'GlobalAveragePooling2D':
      return { data_format: 'channels_last' };
    case 'Dense':
      return { units: layer.units, activation: layer.activation, use_bias: true };
    case 'Add':
      return {};
  }
}
