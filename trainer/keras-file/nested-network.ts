import { UserError } from '../../core/errors.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { Graph, Layer } from '../network/graph.ts';
import { layerShapes } from '../network/shapes.ts';
import { type WeightSpec, weightSpecs } from '../network/weight-specs.ts';

/** A network as Keras users build it: the backbone is a model of its own, which the outer model uses as one layer. */
export interface NestedNetwork {
  readonly graph: Graph;
  /** The layers before the backbone: input and scaling. */
  readonly before: readonly Layer[];
  readonly backbone: NestedBackbone;
  /** One per task, in order; each reads the backbone. */
  readonly heads: readonly Layer[];
}

export interface NestedBackbone {
  /** As keras.applications names it. */
  readonly name: string;
  /** Its own InputLayer first, the pooling that the heads read last. */
  readonly layers: readonly Layer[];
  readonly input: string;
  readonly output: string;
  /** Name of the outer layer that it reads. */
  readonly reads: string;
  /** false: all its weights are frozen. */
  readonly trainable: boolean;
}

const BACKBONE_INPUT = 'input_1';

/** Puts the layers between scaling and heads into a model of their own. Throws a UserError if the heads do not all read one layer of it. */
export function nestBackbone(graph: Graph, metadata: ModelMetadata): NestedNetwork {
  const before = beforeBackbone(graph);
  const heads = graph.outputs.map((output) => layerNamed(graph, output));
  const outer = new Set([...before, ...heads]);
  const inner = graph.layers.filter((layer) => !outer.has(layer));
  const [output, ...others] = new Set(heads.flatMap(({ inputs }) => inputs));
  if (output === undefined || others.length > 0 || outer.has(layerNamed(graph, output))) {
    throw new UserError(
      'This network cannot be saved as a Keras file: its heads do not all read one layer above a backbone.',
    );
  }
  const reads = before.at(-1)!.name;
  const shape = layerShapes(graph).get(reads)!;
  const input: Layer = { name: BACKBONE_INPUT, kind: 'InputLayer', inputs: [], trainable: true, shape };
  const renamed = (name: string) => (name === reads ? input.name : name);
  const backbone = {
    name: backboneName(metadata),
    layers: [input, ...inner.map((layer) => ({ ...layer, inputs: layer.inputs.map(renamed) }))],
    input: input.name,
    output,
    reads,
    trainable: specsOf(graph, inner).some(({ trainable }) => trainable),
  };
  return { graph, before, backbone, heads };
}

/** The input, and its scaling if all else reads that. Scalings further up, as networks of Keras may have them, belong to the backbone. */
function beforeBackbone(graph: Graph): Layer[] {
  const input = layerNamed(graph, graph.input);
  const [scaling, ...others] = graph.layers.filter(({ inputs }) => inputs.includes(input.name));
  return scaling?.kind === 'Rescaling' && others.length === 0 ? [input, scaling] : [input];
}

function layerNamed({ layers }: Graph, wanted: string): Layer {
  return layers.find(({ name }) => name === wanted)!;
}

/** As keras/src/applications/xception.py and mobilenet.py name their models, where no ImageNet weights rule the size. */
function backboneName({ backbone, alpha = 1, inputSize }: ModelMetadata): string {
  return backbone === 'mobilenet' ? `mobilenet_${twoDecimals(alpha)}_${inputSize.height}` : (backbone ?? 'backbone');
}

/** As Python rounds: a half goes to the even digit. */
function twoDecimals(value: number): string {
  const hundredths = value * 100;
  const down = Math.floor(hundredths);
  return hundredths - down === 0.5 && down % 2 === 0 ? (down / 100).toFixed(2) : value.toFixed(2);
}

/** The weights of some of a network's layers, in Keras' order for files: those that train first, over all of the layers. */
export function weightsInFileOrder(graph: Graph, layers: readonly Layer[]): WeightSpec[] {
  const specs = specsOf(graph, layers);
  return [...specs.filter(({ trainable }) => trainable), ...specs.filter(({ trainable }) => !trainable)];
}

function specsOf(graph: Graph, layers: readonly Layer[]): WeightSpec[] {
  const names = new Set(layers.map(({ name }) => name));
  return weightSpecs(graph).filter(({ layer }) => names.has(layer));
}
