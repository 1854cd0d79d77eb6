import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machineMemory } from '../../../core/memory/machine-memory.ts';
import { stepMemory } from '../../../core/memory/step-memory.ts';
import type { Model } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { layerShapes } from '../../../trainer/network/shapes.ts';
import { sizeOf, weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { initialWeights } from '../../../trainer/network/weights.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { trainableNames, trainingStep } from '../../../trainer/step/training-step.ts';
import { configWith } from '../../config-with.ts';

/** Numbers that the backward pass needs of one image, counted layer by layer. */
function keptNumbers(graph: Graph): number {
  const shapes = layerShapes(graph);
  const size = (name: string) => sizeOf(shapes.get(name) ?? []);
  const readersOf = (name: string) => graph.layers.filter(({ inputs }) => inputs.includes(name));
  return graph.layers.reduce((sum, { kind, name, inputs }) => {
    const readers = readersOf(name);
    const isFused = kind === 'BatchNormalization' && readers.length === 1 && readers[0]?.kind === 'ReLU';
    const depthwise = kind === 'SeparableConv2D' ? size(inputs[0] ?? '') : 0;
    return sum + depthwise + (isFused ? 0 : size(name));
  }, 0);
}

const parameters = (graph: Graph) =>
  weightSpecs(graph).reduce((sum, { trainable, shape }) => sum + (trainable ? sizeOf(shape) : 0), 0);

const BACKBONES: readonly Partial<Model>[] = [
  { backbone: 'xception' },
  ...[0.25, 0.5, 0.75, 1, 2].map((alpha) => ({ backbone: 'mobilenet' as const, alpha })),
];
const SHAPES = [
  [96, 96],
  [128, 224],
  [224, 224],
  [299, 299],
  [512, 384],
] as const;

describe('the estimate of a step', () => {
  it.each(BACKBONES)('is what the layers of %o keep', (backbone) => {
    for (const [height, width] of SHAPES) {
      const config = configWith({ ...backbone, input_shape: [height, width], batch_size: 8 });
      const graph = buildNetwork(config);
      const { activations, weights, total } = stepMemory(config.model);
      const ratio = activations / (4 * 8 * keptNumbers(graph));
      expect(ratio).toBeGreaterThan(0.95);
      expect(ratio).toBeLessThan(1.05);
      expect(weights).toBe(4 * 4 * parameters(graph));
      expect(total).toBe(activations + weights);
    }
  });

  it('is reached and not far exceeded by a step of the wasm rung', async () => {
    const runtime = await openWasm();
    onTestFinished(() => runtime.dispose());
    const config = configWith({ backbone: 'mobilenet', alpha: 0.25, input_shape: [128, 128], batch_size: 4 });
    const graph = buildNetwork(config);
    const before = tf.memory().numBytes;
    const weights = initialWeights(graph, 1);
    const zeros = () =>
      new Map(trainableNames(graph).map((name) => [name, tf.zerosLike(weights.get(name) as tf.Tensor)]));
    const state = { weights, m: zeros(), v: zeros() };
    const heads = Object.values(config.model.target_encoder).map(({ length }) => ({
      oneHot: tf.oneHot([0, 1, 0, 1], length) as tf.Tensor2D,
      mask: tf.ones([4]) as tf.Tensor1D,
      weights: tf.ones([4]) as tf.Tensor1D,
    }));
    const batch = { inputs: tf.ones([4, 128, 128, 3]), heads };
    const scalars = { stepSize: tf.scalar(1e-3), lossWeights: tf.tensor1d(heads.map(() => 1)) };
    const { peakBytes } = await tf.profile(() => trainingStep(graph, state, batch, scalars).metrics);
    const ratio = (peakBytes - before) / stepMemory(config.model).total;
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(3);
  });
});

describe('the memory of this machine', () => {
  it('is at least what this process has', () => {
    expect(machineMemory()).toBeGreaterThan(process.memoryUsage.rss());
    expect(Number.isFinite(machineMemory())).toBe(true);
  });
});
