import * as tf from '@tensorflow/tfjs-core';
import { parseConfig } from '../../core/config/config-document.ts';
import { buildNetwork } from '../../trainer/network/build-network.ts';
import type { Graph } from '../../trainer/network/graph.ts';
import type { StepBatch } from '../../trainer/step/training-step.ts';
import type { Problem } from './problem.ts';

/** The network that a config of the product describes. */
export function networkOf({ backbone, alpha, size, labels }: Problem): Graph {
  const names = (head: number, count: number) => Array.from({ length: count }, (_, i) => `label ${head}.${i}`);
  const { config, findings } = parseConfig(
    JSON.stringify({
      paths: { model_dataframe: 'images.csv', model_path: 'model', training_history_path: 'history.csv' },
      model: {
        input_shape: [size, size],
        target_encoder: Object.fromEntries(labels.map((count, head) => [`task_${head}`, names(head, count)])),
        paths: 'image',
        backbone,
        weights: 'none',
        ...(backbone === 'mobilenet' ? { alpha } : {}),
      },
    }),
    'config.yml',
  );
  if (!config) throw new Error(`The bench's config is refused: ${findings.map(({ message }) => message).join(' ')}`);
  return buildNetwork(config);
}

/** Noise from 0 to 255, and every label in turn. */
export function batchOf({ size, batch, labels }: Problem): StepBatch {
  const rows = Array.from({ length: batch }, (_, row) => row);
  return {
    inputs: tf.randomUniform([batch, size, size, 3], 0, 255, 'float32', 1),
    heads: labels.map((count) => ({
      oneHot: tf.tensor2d(
        rows.map((row) => Array.from({ length: count }, (_, label) => (row % count === label ? 1 : 0))),
        [batch, count],
        'float32',
      ),
      mask: tf.ones<tf.Rank.R1>([batch]),
      weights: tf.fill<tf.Rank.R1>([batch], 1 / batch),
    })),
  };
}
