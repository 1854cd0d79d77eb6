import { expect, test } from 'vitest';
import type { Config } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { layerShapes } from '../../../trainer/network/shapes.ts';
import { summarize } from '../../../trainer/network/summary.ts';
import { weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { configWith } from '../../config-with.ts';

const MOBILENET = { backbone: 'mobilenet', alpha: 0.25, input_shape: [48, 32] } as const;

test('every task has a softmax head of its own, in the order of target_encoder', () => {
  const target_encoder = {
    zebra: ['a', 'b', 'c'],
    ant: ['x', 'y'],
    bird: ['i', 'ii'],
  } satisfies Config['model']['target_encoder'];
  const graph = buildNetwork(configWith({ ...MOBILENET, input_shape: [48, 32], target_encoder }));
  const heads = graph.layers.filter(({ name }) => graph.outputs.includes(name));
  expect(heads.map(({ name }) => name)).toEqual(graph.outputs);
  expect(graph.outputs).toEqual(Object.keys(target_encoder).map((task) => `${task}_clf`));
  expect(heads).toContainEqual({
    name: 'zebra_clf',
    kind: 'Dense',
    units: 3,
    activation: 'softmax',
    inputs: ['global_average_pooling2d'],
    trainable: true,
  });
});

test('layers come in topological order and names are unique', () => {
  for (const backbone of ['xception', 'mobilenet'] as const) {
    const { layers } = buildNetwork(configWith({ backbone }));
    const before = new Set<string>();
    for (const layer of layers) {
      expect(layer.inputs.every((input) => before.has(input))).toBe(true);
      expect(before.has(layer.name)).toBe(false);
      before.add(layer.name);
    }
  }
});

test('freeze_convolutional_layers leaves only the heads to train', () => {
  const graph = buildNetwork(configWith({ ...MOBILENET, input_shape: [48, 32], freeze_convolutional_layers: true }));
  const trainable = weightSpecs(graph).filter((spec) => spec.trainable);
  expect(trainable.map(({ name }) => name)).toEqual([
    'print_clf/kernel',
    'print_clf/bias',
    'sleeves_clf/kernel',
    'sleeves_clf/bias',
  ]);
  expect(summarize(graph).trainable).toBe(256 * 3 + 3 + 256 * 2 + 2);
});

test('moving statistics are never trainable', () => {
  const specs = weightSpecs(buildNetwork(configWith({ ...MOBILENET, input_shape: [48, 32] })));
  expect(specs.filter(({ role }) => role.startsWith('moving_')).some(({ trainable }) => trainable)).toBe(false);
  expect(specs.filter(({ role }) => !role.startsWith('moving_')).every(({ trainable }) => trainable)).toBe(true);
});

test('an alpha that leaves no filters is refused with the smallest that does', () => {
  const config = configWith({ ...MOBILENET, input_shape: [48, 32], alpha: 0.03 });
  expect(() => buildNetwork(config)).toThrow(
    "alpha: 0.03 leaves mobilenet's first layer without filters; the smallest is 0.03125.",
  );
  expect(buildNetwork(configWith({ ...MOBILENET, input_shape: [48, 32], alpha: 0.03125 })).outputs).toHaveLength(2);
});

test('an input that a layer cannot shrink any further is refused by the name of the layer', () => {
  const { layers, input, outputs } = buildNetwork(configWith({ input_shape: [71, 71] }));
  const tiny = layers.map((layer) => (layer.kind === 'InputLayer' ? { ...layer, shape: [4, 71, 3] } : layer));
  expect(() => layerShapes({ layers: tiny, input, outputs })).toThrow('layer block1_conv2');
});

test('cut at its features, a network keeps all its layers, and the heads read the features', () => {
  const graph = buildNetwork(configWith({ ...MOBILENET, input_shape: [48, 32] }));
  const { backbone, heads } = splitAtFeatures(graph);
  expect(backbone.outputs).toEqual(['global_average_pooling2d']);
  expect(layerShapes(backbone).get('global_average_pooling2d')).toEqual([256]);
  expect(heads.layers[0]).toMatchObject({ kind: 'InputLayer', shape: [256], name: heads.input });
  expect(heads.outputs).toEqual(graph.outputs);
  expect([...weightSpecs(backbone), ...weightSpecs(heads)]).toEqual(weightSpecs(graph));
});
