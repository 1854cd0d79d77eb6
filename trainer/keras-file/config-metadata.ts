import type { Config } from '../../schemas/types/config.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { preprocessing } from '../images/preprocess.ts';
import { outputName } from '../network/build-network.ts';
import type { Graph, Layer } from '../network/graph.ts';
import type { KerasNetwork } from './keras-network.ts';
import { headsOf, tasksOfHeads } from './labels.ts';

export interface FileFacts {
  readonly network: KerasNetwork;
  readonly kerasVersion: string | undefined;
  readonly modified: Date;
}

/** A network with what it has to know about itself. */
export interface LabelledGraph {
  readonly graph: Graph;
  readonly metadata: ModelMetadata;
}

/**
 * The metadata of a network that Keras saved, with the labels of a config. Its heads are called `<task>_clf` from here on. Throws an Error
 * with the reason as a clause if the config is not that of the network.
 */
export function labelled(graph: Graph, config: Config, { network, kerasVersion, modified }: FileFacts): LabelledGraph {
  const input = graph.layers.find((layer) => layer.kind === 'InputLayer')!;
  const [height, width] = input.shape as [number, number, number];
  const said = config.model.input_shape;
  if (height !== said[0] || width !== said[1]) {
    throw new Error(
      `its input is ${height} × ${width} pixels, but model.input_shape of the config is ${said.join(' × ')}. Give the config that it was trained with`,
    );
  }
  const tasks = tasksOfHeads(headsOf(graph), config);
  return {
    graph: withNames(graph, new Map(tasks.map(({ task }, i) => [graph.outputs[i]!, outputName(task)]))),
    metadata: {
      formatVersion: 1,
      tasks: tasks.map(({ task, labels }) => ({ task, labels: [...labels] })),
      inputSize: { height, width },
      preprocessing: preprocessing({ height, width }),
      ...backboneOf(network),
      versions: kerasVersion === undefined ? {} : { keras: kerasVersion },
      createdAt: modified.toISOString(),
    },
  };
}

function withNames(graph: Graph, names: ReadonlyMap<string, string>): Graph {
  const renamed = (name: string) => names.get(name) ?? name;
  const layers = graph.layers.map((layer): Layer => ({ ...layer, name: renamed(layer.name) }));
  if (new Set(layers.map(({ name }) => name)).size !== layers.length) {
    throw new Error('its layers have names that the tasks of the config need for its outputs');
  }
  return { layers, input: graph.input, outputs: graph.outputs.map(renamed) };
}

/** As keras.applications names the networks that are used as one layer; nothing for others. */
function backboneOf({ layers }: KerasNetwork): Pick<ModelMetadata, 'backbone' | 'alpha'> {
  for (const { network } of layers) {
    if (network?.name.startsWith('xception')) return { backbone: 'xception' };
    const [, alpha] = /^mobilenet_(\d+\.\d+)_/.exec(network?.name ?? '') ?? [];
    if (Number(alpha) > 0) return { backbone: 'mobilenet', alpha: Number(alpha) };
  }
  return {};
}
