import type { Graph, Layer, Shape } from '../network/graph.ts';
import type { LayerOptions } from '../network/layer-list.ts';
import { checkOutputs, checkShapes } from './check-graph.ts';
import { foldRescaling } from './fold-rescaling.ts';
import type { KerasLayer, KerasNetwork } from './keras-network.ts';
import { layersFor } from './layer-kinds.ts';
import { isCount } from './settings.ts';

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** Where a layer of the graph has its weights in the file. */
export interface Origin {
  /** Layer of the outermost network. */
  readonly group: string;
  /** Its own name, in whichever network. */
  readonly layer: string;
}

export interface BuiltGraph {
  readonly graph: Graph;
  /** By the name of the graph's layer. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/**
 * The Graph that computes what a Keras network computes. Networks inside it are taken apart: their layers keep their names, unless a name
 * is taken. Throws an Error with the reason as a clause, for what a Graph cannot express.
 *
 * @param size The input's, where the network leaves it open.
 */
export function buildGraph(network: KerasNetwork, size: ImageSize | undefined): BuiltGraph {
  const builder = new Builder(size);
  if (network.inputs.length !== 1) throw new Error(`it has ${network.inputs.length} inputs instead of one`);
  const outputs = builder.add(network, { trainable: true });
  const [input] = builder.layers;
  if (input === undefined) throw new Error('it has no layers');
  const graph = foldRescaling({ layers: builder.layers, input: input.name, outputs });
  checkOutputs(graph);
  checkShapes(graph);
  return { graph, origins: builder.origins };
}

/** Far more than the networks of keras.applications have. */
const MAX_LAYERS = 5000;
/** Pixels; as config.yml has it. */
const MAX_SIDE = 4096;

interface Place {
  /** The group of the layers' weights, where that is not the layer itself. */
  readonly group?: string;
  /** Name of the graph's layer that the network reads; none for the outermost. */
  readonly input?: string;
  readonly trainable: boolean;
}

class Builder {
  readonly layers: Layer[] = [];
  readonly origins = new Map<string, Origin>();
  readonly #size: ImageSize | undefined;
  readonly #names = new Set<string>();

  constructor(size: ImageSize | undefined) {
    this.#size = size;
  }

  /** Adds the layers of a network; returns the names of the graph's layers that are its outputs. */
  add(network: KerasNetwork, place: Place): string[] {
    const outputs = new Map<string, string>();
    const outputOf = (reader: string, name: string) => {
      const output = outputs.get(name);
      if (output === undefined) throw new Error(`its layer ${reader} reads ${name}, which is not a layer before it`);
      return output;
    };
    for (const layer of network.layers) {
      if (outputs.has(layer.name)) throw new Error(`it has two layers named ${layer.name}`);
      const inputs = layer.operands.flatMap((operand) =>
        'layer' in operand ? [outputOf(layer.name, operand.layer)] : [],
      );
      outputs.set(layer.name, this.#addLayer(layer, inputs, network, place));
    }
    return network.outputs.map((name) => outputOf('output', name));
  }

  #addLayer(layer: KerasLayer, inputs: readonly string[], network: KerasNetwork, place: Place): string {
    const { name } = network;
    const inside = { ...place, trainable: place.trainable && network.trainable };
    if (layer.kind === 'InputLayer') {
      if (layer.name !== network.inputs[0]) throw new Error(`its layer ${layer.name} is a second input`);
      const shape = this.#inputShape(layer);
      return place.input ?? this.#push(name, layer.name, { kind: 'InputLayer', shape }, [], true);
    }
    if (inputs.length === 0) throw new Error(`its layer ${layer.name} reads no layer`);
    if (layer.network !== undefined) return this.#addNetwork(layer, layer.network, inputs, inside);
    let [current] = inputs as [string];
    for (const [i, options] of layersFor(layer).entries()) {
      if (options === 'softmax') {
        this.#makeSoftmax(layer.name, current);
        continue;
      }
      const wanted = i === 0 ? layer.name : `${layer.name}_${options.kind.toLowerCase()}`;
      const reads = i === 0 ? inputs : [current];
      const isTrainable = inside.trainable && layer.settings.get('trainable') !== false;
      current = this.#push(name, wanted, options, reads, isTrainable);
      if (i === 0) this.origins.set(current, { group: place.group ?? layer.name, layer: layer.name });
    }
    return current;
  }

  #addNetwork(
    layer: KerasLayer,
    network: KerasNetwork,
    inputs: readonly string[],
    { group, trainable }: Place,
  ): string {
    const [input, ...others] = inputs;
    if (others.length > 0 || network.inputs.length !== 1 || network.outputs.length !== 1) {
      throw new Error(`its layer ${layer.name} is a network with several inputs or outputs`);
    }
    return this.add(network, { group: group ?? layer.name, input: input!, trainable })[0]!;
  }

  /** The values before softmax are a Dense layer's; Graph has the two in one. */
  #makeSoftmax(layer: string, input: string): void {
    const i = this.layers.findIndex(({ name }) => name === input);
    const dense = this.layers[i]!;
    if (dense.kind !== 'Dense' || dense.activation === 'softmax') {
      throw new Error(`its layer ${layer} is a softmax that does not follow a linear Dense layer`);
    }
    this.layers[i] = { ...dense, activation: 'softmax' };
  }

  #push(network: string, wanted: string, options: LayerOptions, inputs: readonly string[], trainable: boolean): string {
    const expected = options.kind === 'InputLayer' ? 0 : options.kind === 'Add' ? 2 : 1;
    if (this.layers.length >= MAX_LAYERS) throw new Error(`it has more than ${MAX_LAYERS} layers`);
    if (inputs.length !== expected) {
      throw new Error(`its layer ${wanted} reads ${inputs.length} layers instead of ${expected}`);
    }
    let name = wanted;
    for (let i = 1; this.#names.has(name); i++) name = i === 1 ? `${network}_${wanted}` : `${network}_${wanted}_${i}`;
    this.#names.add(name);
    this.layers.push({ name, inputs, trainable, ...options });
    return name;
  }

  #inputShape({ settings }: KerasLayer): Shape {
    const shape = settings.get('batch_shape') ?? settings.get('batch_input_shape');
    const [batch, height, width, channels, ...more] = Array.isArray(shape) ? (shape as unknown[]) : [];
    if (channels !== 3 || batch !== null || more.length > 0) {
      throw new Error(`its input is ${JSON.stringify(shape ?? null)} instead of images of three channels`);
    }
    const sizes = [height ?? this.#size?.height, width ?? this.#size?.width];
    if (sizes.includes(undefined)) {
      throw new Error('its input has no fixed size. Add --config config.yml, whose model.input_shape says it');
    }
    if (!sizes.every((size) => isCount(size) && size <= MAX_SIDE)) {
      throw new Error(`its layer ${settings.layer} (InputLayer) has an input of ${sizes.join(' × ')} pixels`);
    }
    return [...(sizes as number[]), 3];
  }
}
