import { layerConfig } from '../model-file/layer-config.ts';
import type { Layer } from '../network/graph.ts';
import type { NestedBackbone, NestedNetwork } from './nested-network.ts';

interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: object;
  readonly inbound_nodes: readonly Call[];
}

/** What a layer was called with: for each input its layer, the call of that layer, the tensor of that call, and further arguments. */
type Call = readonly (readonly [layer: string, call: number, tensor: 0, kwargs: object])[];

/**
 * Keras 2 counts the calls of a nested model from 1: call 0 is the one by which its own layers were joined. Keras 3 counts from 0, in files of
 * Keras 2 too, and so finds no call 1. A backbone that is called twice has a call 1 in both, whose output is the same.
 */
const BACKBONE_CALLS = 2;
const BACKBONE_CALL = 1;

/** The model as `Model.get_config` of Keras 2 describes it, which Keras 3 reads as well. */
export function modelConfig({ before, backbone, heads }: NestedNetwork): object {
  const callOf = (layer: string) =>
    layer === backbone.output ? reference(backbone.name, BACKBONE_CALL) : reference(layer);
  return functional(
    'multitask',
    [
      ...before.map((layer) => kerasLayer(layer, [layer.inputs.map((name) => reference(name))])),
      nestedModel(backbone),
      ...heads.map((layer) => kerasLayer(layer, [layer.inputs.map(callOf)])),
    ],
    { input: before[0]!.name, outputs: heads.map(({ name }) => name), trainable: true },
  );
}

function nestedModel(backbone: NestedBackbone): KerasLayer {
  const layers = backbone.layers.map((layer) => kerasLayer(layer, [layer.inputs.map((name) => reference(name))]));
  const { name, input, output, reads, trainable } = backbone;
  return {
    ...functional(name, layers, { input, outputs: [output], trainable }),
    name,
    inbound_nodes: Array<Call>(BACKBONE_CALLS).fill([reference(reads)]),
  };
}

function functional(
  name: string,
  layers: readonly KerasLayer[],
  { input, outputs, trainable }: { input: string; outputs: readonly string[]; trainable: boolean },
) {
  return {
    class_name: 'Functional',
    config: {
      name,
      trainable,
      layers,
      input_layers: [[input, 0, 0]],
      output_layers: outputs.map((output) => [output, 0, 0]),
    },
  };
}

function kerasLayer(layer: Layer, calls: readonly Call[]): KerasLayer {
  const isInput = layer.kind === 'InputLayer';
  return {
    class_name: layer.kind,
    name: layer.name,
    // Keras 2 refuses an InputLayer with settings that it does not know, and `trainable` is one.
    config: {
      name: layer.name,
      ...(!isInput && { trainable: layer.trainable }),
      dtype: 'float32',
      ...layerConfig(layer),
    },
    inbound_nodes: isInput ? [] : calls,
  };
}

const reference = (layer: string, call = 0): Call[number] => [layer, call, 0, {}];
