import { isDeepStrictEqual } from 'node:util';
import type { Graph, LayerKind } from '../network/graph.ts';
import type { LayerOptions } from '../network/layer-list.ts';
import { layerConfig } from './layer-config.ts';

/** A network as Keras writes it in JSON, and as loadLayersModel of @tensorflow/tfjs-layers reads it. */
export interface Topology {
  readonly class_name: 'Functional';
  readonly config: {
    readonly name: string;
    readonly layers: readonly TopologyLayer[];
    readonly input_layers: readonly Reference[];
    readonly output_layers: readonly Reference[];
  };
  readonly keras_version: string;
  readonly backend: string;
}

interface TopologyLayer {
  readonly class_name: LayerKind;
  readonly name: string;
  readonly config: LayerConfig;
  readonly inbound_nodes: readonly (readonly [string, 0, 0, object])[][];
}

/** Layer, node and tensor. */
type Reference = readonly [string, 0, 0];

type LayerConfig = { readonly name: string; readonly trainable: boolean } & Readonly<Record<string, unknown>>;

export function toTopology(graph: Graph): Topology {
  return {
    class_name: 'Functional',
    config: {
      name: 'multitask',
      layers: graph.layers.map((layer) => ({
        class_name: layer.kind,
        name: layer.name,
        config: { name: layer.name, trainable: layer.trainable, dtype: 'float32', ...layerConfig(layer) },
        inbound_nodes: layer.inputs.length === 0 ? [] : [layer.inputs.map((input) => [input, 0, 0, {}])],
      })),
      input_layers: [[graph.input, 0, 0]],
      output_layers: graph.outputs.map((output) => [output, 0, 0]),
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}

/**
 * The inverse of toTopology, for JSON from anywhere. Throws an Error, with the reason as a clause, unless toTopology could have written it:
 * so nothing in it is overlooked.
 */
export function fromTopology(json: unknown): Graph {
  const graph = parse(json as Topology);
  checkOrder(graph);
  if (!isDeepStrictEqual(toTopology(graph), json))
    throw new Error('its network has settings that this version does not know');
  return graph;
}

function parse({ config }: Topology): Graph {
  try {
    return {
      layers: config.layers.map((layer) => ({
        name: layer.name,
        inputs: (layer.inbound_nodes[0] ?? []).map(([input]) => input),
        trainable: layer.config.trainable,
        ...optionsOf(layer),
      })),
      input: config.input_layers[0]![0],
      outputs: config.output_layers.map(([output]) => output),
    };
  } catch (error) {
    if (error instanceof UnknownLayer) throw error;
    throw new Error('its network is not described as expected', { cause: error });
  }
}

class UnknownLayer extends Error {}

/** Reads no more than it needs: that nothing else is there is checked by writing the result again. */
function optionsOf({ class_name: kind, config }: TopologyLayer): LayerOptions {
  // biome-ignore lint/suspicious/noExplicitAny: what is not as it should be does not survive being written again.
  const from = config as any;
  switch (kind) {
    case 'InputLayer':
      return { kind, shape: from.batch_input_shape.slice(1) };
    case 'Rescaling':
      return { kind, scale: from.scale, offset: from.offset };
    case 'Conv2D': {
      const { filters, kernel_size, strides, padding, use_bias } = from;
      return { kind, filters, kernelSize: kernel_size, strides, padding, useBias: use_bias };
    }
    case 'DepthwiseConv2D':
      return {
        kind,
        kernelSize: from.kernel_size,
        strides: from.strides,
        padding: from.padding,
        useBias: from.use_bias,
      };
    case 'SeparableConv2D': {
      const { filters, kernel_size, padding, use_bias } = from;
      return { kind, filters, kernelSize: kernel_size, padding, useBias: use_bias };
    }
    case 'BatchNormalization':
      return { kind, momentum: from.momentum, epsilon: from.epsilon };
    case 'ReLU':
      return from.max_value === undefined ? { kind } : { kind, maxValue: from.max_value };
    case 'MaxPooling2D':
      return { kind, poolSize: from.pool_size, strides: from.strides, padding: from.padding };
    case 'ZeroPadding2D':
      return { kind, padding: from.padding };
    case 'Dense':
      return { kind, units: from.units, activation: from.activation };
    case 'GlobalAveragePooling2D':
    case 'Add':
      return { kind };
    default:
      throw new UnknownLayer(`it has a layer ${config.name} of an unknown kind, ${kind satisfies never}`);
  }
}

/** Layers must have names of their own and read only layers before them, as many as their kind reads. */
function checkOrder({ layers, input, outputs }: Graph): void {
  const before = new Set<string>();
  for (const { name, kind, inputs } of layers) {
    if (before.has(name)) throw new Error(`it has two layers named ${name}`);
    const wanted = kind === 'Add' ? 2 : kind === 'InputLayer' ? 0 : 1;
    if (inputs.length !== wanted || !inputs.every((from) => before.has(from))) {
      throw new Error(`its layer ${name} does not read ${wanted} of the layers before it`);
    }
    before.add(name);
  }
  const inputLayers = layers.filter(({ kind }) => kind === 'InputLayer').map(({ name }) => name);
  if (!isDeepStrictEqual(inputLayers, [input])) throw new Error('it does not have exactly one input');
  if (!outputs.every((output) => before.has(output))) throw new Error('it has no layer for one of its outputs');
}
