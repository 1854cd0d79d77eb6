import { describe, expect, test } from 'vitest';
import type { Config } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { layerShapes } from '../../../trainer/network/shapes.ts';
import { summarize } from '../../../trainer/network/summary.ts';
import { sizeOf, weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { configWith } from '../../config-with.ts';
import kerasNetworks from '../../fixtures/network/structure.json' with { type: 'json' };

describe.each(kerasNetworks)('$backbone, alpha $alpha, $input.0 × $input.1, as in keras.applications', (keras) => {
  const graph = buildNetwork(
    configWith({
      backbone: keras.backbone as Config['model']['backbone'],
      alpha: keras.alpha,
      input_shape: keras.input as [number, number],
    }),
  );
  const kerasLayers = new Set(keras.layers.map(([name]) => name as string));
  const layers = graph.layers.filter(({ name }) => kerasLayers.has(name));

  test('has the same layers in the same order, and only the scaling and the heads besides', () => {
    expect(layers.map(({ name }) => name)).toEqual(keras.layers.map(([name]) => name));
    expect(graph.layers.filter(({ name }) => !kerasLayers.has(name)).map(({ name }) => name)).toEqual([
      'model_input',
      'rescaling',
      'print_clf',
      'sleeves_clf',
    ]);
  });

  test('has the same output shapes', () => {
    const shapes = layerShapes(graph);
    expect(layers.map(({ name }) => [name, shapes.get(name)])).toEqual(
      keras.layers.map(([name, shape]) => [name, shape]),
    );
  });

  test('has the same weights in the same order', () => {
    const specs = weightSpecs(graph);
    const weightsOf = (name: string) =>
      specs.filter((spec) => spec.layer === name).map(({ role, shape }) => [role, shape]);
    expect(layers.map(({ name }) => [name, weightsOf(name)])).toEqual(
      keras.layers.map(([name, , , weights]) => [name, weights]),
    );
  });

  test('has the same parameter counts', () => {
    const { rows, total, trainable } = summarize(graph);
    const parameters = new Map(rows.map((row) => [row.name, row.parameters]));
    expect(layers.map(({ name }) => parameters.get(name))).toEqual(keras.layers.map(([, , count]) => count));
    const heads = headParameters(graph);
    expect({ total: total - heads, trainable: trainable - heads }).toEqual({
      total: keras.total,
      trainable: keras.trainable,
    });
  });
});

test('xception has 20,861,480 parameters without heads', () => {
  const graph = buildNetwork(configWith({ input_shape: [299, 299] }));
  expect(summarize(graph).total - headParameters(graph)).toBe(20_861_480);
});

function headParameters(graph: Graph): number {
  return weightSpecs(graph)
    .filter(({ layer }) => graph.outputs.includes(layer))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}
