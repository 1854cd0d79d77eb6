import { Ajv } from 'ajv';
import schema from '../../schemas/model-metadata.schema.json' with { type: 'json' };
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import { outputName } from '../network/build-network.ts';
import type { Graph, Shape } from '../network/graph.ts';
import { layerShapes } from '../network/shapes.ts';

/** Metadata out of a file, of any version. Throws an Error with the reason as a clause ("its metadata is damaged: …"). */
export function checkedMetadata(metadata: unknown): ModelMetadata {
  const version = (metadata as Partial<ModelMetadata> | null)?.formatVersion;
  if (typeof version === 'number' && version > 1) throw new Error('it was saved by a newer version of multitask');
  if (isMetadata(metadata)) return metadata;
  const [error] = isMetadata.errors ?? [];
  throw new Error(`its metadata is damaged: ${error?.instancePath ?? ''} ${error?.message ?? ''}`);
}

const isMetadata = new Ajv().compile<ModelMetadata>(schema);

/** Input and heads must be what the metadata says. Throws an Error with the reason as a clause. */
export function checkTasks(graph: Graph, { tasks, inputSize, preprocessing }: ModelMetadata): void {
  const [height, width, channels] = shapesOf(graph).get(graph.input) ?? [];
  const sizes = [inputSize, preprocessing];
  if (channels !== 3 || sizes.some((size) => size.height !== height || size.width !== width)) {
    throw new Error('its input size is not that of its network');
  }
  const heads = graph.outputs.map((name) => graph.layers.find((layer) => layer.name === name)!);
  const fits = tasks.map(({ task, labels }, i) => {
    const head = heads[i];
    return head?.name === outputName(task) && head.kind === 'Dense' && head.units === labels.length;
  });
  if (tasks.length === 0 || heads.length !== tasks.length || fits.includes(false)) {
    throw new Error('its tasks and labels are not those of its network');
  }
}

/** Throws an Error with the reason as a clause. */
export function shapesOf(graph: Graph): Map<string, Shape> {
  try {
    return layerShapes(graph);
  } catch (error) {
    throw new Error('its network has layers of impossible sizes', { cause: error });
  }
}
