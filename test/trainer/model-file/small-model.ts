import type * as tf from '@tensorflow/tfjs-core';
import { tasksOf } from '../../../core/config/tasks.ts';
import type { Config, Model } from '../../../schemas/types/config.ts';
import type { ModelMetadata } from '../../../schemas/types/model-metadata.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { initialWeights } from '../../../trainer/network/weights.ts';
import { configWith } from '../../config-with.ts';

export interface SmallModel {
  readonly graph: Graph;
  readonly weights: Map<string, tf.Tensor>;
  readonly metadata: ModelMetadata;
}

/** A model with random weights; the smallest mobilenet unless told otherwise. */
export function smallModel(seed = 1, model: Partial<Model> = {}): SmallModel {
  const config = configWith({ backbone: 'mobilenet', alpha: 0.0625, input_shape: [32, 40], ...model });
  const graph = buildNetwork(config);
  return { graph, weights: initialWeights(graph, seed), metadata: metadataOf(config) };
}

function metadataOf(config: Config): ModelMetadata {
  const [height, width] = config.model.input_shape;
  return {
    formatVersion: 1,
    tasks: tasksOf(config).map(({ task, labels }) => ({ task, labels: [...labels] })),
    inputSize: { height, width },
    preprocessing: {
      height,
      width,
      fit: 'fill',
      kernel: 'linear',
      autoOrient: true,
      background: '#ffffff',
      colourspace: 'srgb',
    },
    backbone: config.model.backbone,
    ...(config.model.backbone === 'mobilenet' && { alpha: config.model.alpha }),
    versions: { multitask: '0.1.0' },
    createdAt: '2026-01-01T00:00:00.000Z',
  };
}
