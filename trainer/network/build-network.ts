import { tasksOf } from '../../core/config/tasks.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { Graph } from './graph.ts';
import { LayerList } from './layer-list.ts';
import { mobilenet } from './mobilenet.ts';
import { xception } from './xception.ts';

/**
 * The network that a config describes. Input: RGB pixels 0 … 255, [height, width, 3]; scaled inside to −1 … 1, as the backbone expects
 * them. Then the backbone, global average pooling, and per task one softmax Dense `<task>_clf`, in target_encoder order. With
 * freeze_convolutional_layers, every layer of the backbone is not trainable.
 */
export function buildNetwork(config: Config): Graph {
  const { input_shape, freeze_convolutional_layers } = config.model;
  const list = new LayerList();
  const [height, width] = input_shape;
  const input = list.add('model_input', { kind: 'InputLayer', shape: [height, width, 3] });
  const scaled = list.add('rescaling', { kind: 'Rescaling', scale: 1 / 127.5, offset: -1 }, input);
  const backbone = addBackbone(list, scaled, config);
  const convolutional = list.layers.map((layer) => ({ ...layer, trainable: !freeze_convolutional_layers }));

  const head = new LayerList();
  const features = head.add('global_average_pooling2d', { kind: 'GlobalAveragePooling2D' }, backbone);
  const outputs = tasksOf(config).map(({ task, labels }) =>
    head.add(outputName(task), { kind: 'Dense', units: labels.length, activation: 'softmax' }, features),
  );
  return { layers: [...convolutional, ...head.layers], input, outputs };
}

/** Name of the layer that classifies a task, and of its metrics in the history. */
export function outputName(task: string): string {
  return `${task}_clf`;
}

function addBackbone(list: LayerList, input: string, { model }: Config): string {
  switch (model.backbone) {
    case 'xception':
      return xception(list, input);
    case 'mobilenet':
      return mobilenet(list, input, model.alpha);
  }
}
