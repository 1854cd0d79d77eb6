import * as tf from '@tensorflow/tfjs-core';
import { randomFor } from '../../../core/random.ts';
import type { Config } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { layerShapes } from '../../../trainer/network/shapes.ts';
import { sizeOf } from '../../../trainer/network/weights.ts';
import type { StepBatch } from '../../../trainer/step/training-step.ts';
import { configWith } from '../../config-with.ts';

const TASKS: Config['model']['target_encoder'] = { print: ['solid', 'striped', 'dotted'], sleeves: ['long', 'short'] };

function network(model: Partial<Config['model']>): Graph {
  return buildNetwork(configWith({ target_encoder: TASKS, ...model }));
}

/** A backbone whose first layers are frozen, as a person would who fine-tunes the last ones. */
function partlyFrozen(): Graph {
  const graph = network({ backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64] });
  const layers = graph.layers.map((layer, i) => (i < graph.layers.length / 2 ? { ...layer, trainable: false } : layer));
  return { ...graph, layers };
}

/** Every kind of network that is trained, small, by name. */
export const NETWORKS: Readonly<Record<string, () => Graph>> = {
  xception: () => network({ backbone: 'xception', input_shape: [71, 71] }),
  mobilenet: () => network({ backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64] }),
  'mobilenet of odd size': () => network({ backbone: 'mobilenet', alpha: 0.5, input_shape: [51, 37] }),
  'mobilenet with one task': () =>
    network({
      backbone: 'mobilenet',
      alpha: 0.25,
      input_shape: [32, 32],
      target_encoder: { print: ['solid', 'striped'] },
    }),
  'partly frozen mobilenet': partlyFrozen,
  'heads on features': () =>
    splitAtFeatures(network({ backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 32] })).heads,
};

/** Inputs as the network takes them: pixels from 0 to 255, or features around 1. */
export function inputsFor(graph: Graph, rows: number, seed: number): tf.Tensor {
  const shape = layerShapes(graph).get(graph.input)!;
  const random = randomFor(seed, 'inputs');
  const most = shape.length === 3 ? 255 : 2;
  const values = Float32Array.from({ length: rows * sizeOf(shape) }, () => random.between(0, most));
  return tf.tensor(values, [rows, ...shape]);
}

/** A batch with a missing label, whose last row only fills it up. */
export function batchFor(graph: Graph, rows: number, seed: number): StepBatch {
  const random = randomFor(seed, 'labels');
  const shapes = layerShapes(graph);
  const heads = graph.outputs.map((output, head) => {
    const units = shapes.get(output)![0]!;
    const counts = Array.from({ length: rows }, (_, row) => row < rows - 1 && !(row === 1 && head === 0));
    const oneHot = new Float32Array(rows * units);
    for (const [row, counted] of counts.entries()) if (counted) oneHot[row * units + random.index(units)] = 1;
    const mask = Float32Array.from(counts, Number);
    const labelled = counts.filter(Boolean).length;
    return {
      oneHot: tf.tensor2d(oneHot, [rows, units]),
      mask: tf.tensor1d(mask),
      weights: tf.tensor1d(mask.map((value) => value / Math.max(1, labelled))),
    };
  });
  return { inputs: inputsFor(graph, rows, seed), heads };
}

export function disposeBatch({ inputs, heads }: StepBatch): void {
  tf.dispose([inputs, ...heads.flatMap(({ oneHot, mask, weights }) => [oneHot, mask, weights])]);
}
