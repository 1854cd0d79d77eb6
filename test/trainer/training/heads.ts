import type { Task } from '../../../core/config/tasks.ts';
import type { Sample } from '../../../core/dataframe/dataframe.ts';
import type { Graph } from '../../../trainer/network/graph.ts';

/** Softmax heads on given features, without a backbone. */
export function headsGraph(features: number, tasks: readonly Task[]): Graph {
  return {
    layers: [
      { name: 'features', kind: 'InputLayer', inputs: [], trainable: true, shape: [features] },
      ...tasks.map(
        ({ task, labels }) =>
          ({
            name: `${task}_clf`,
            kind: 'Dense',
            inputs: ['features'],
            trainable: true,
            units: labels.length,
            activation: 'softmax',
          }) as const,
      ),
    ],
    input: 'features',
    outputs: tasks.map(({ task }) => `${task}_clf`),
  };
}

/** A sample that has labels and no image. */
export function sample(row: number, labels: readonly number[]): Sample {
  return { row, image: `/nowhere/${row}.png`, imageText: `${row}.png`, labels };
}

export function labelNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `label ${i}`);
}
