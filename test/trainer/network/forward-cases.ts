import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config } from '../../../schemas/types/config.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { forward } from '../../../trainer/network/forward.ts';
import type { Graph } from '../../../trainer/network/graph.ts';
import { initialWeights, weightSpecs } from '../../../trainer/network/weights.ts';
import { configWith } from '../../config-with.ts';
import kerasCases from '../../fixtures/network/forward.json' with { type: 'json' };
import { testPhotoFeatures } from './photo-features.ts';
import { reproducibleImages, reproducibleWeights } from './reproducible.ts';

export { kerasCases };

type Backbone = Config['model']['backbone'];

/** The forward pass against Keras and its promises, on one backend. `open` sets the backend up and returns what closes it. */
export function describeForward(backend: string, open: () => Promise<() => Promise<void>>, cases = kerasCases): void {
  describe(`forward on ${backend}`, () => {
    let close: () => Promise<void>;
    beforeAll(async () => {
      close = await open();
    });
    afterAll(() => close());

    test.each(cases)('$backbone $alpha, $images images of $input.0 × $input.1, $mode, equals Keras', (keras) => {
      const graph = kerasNetwork(keras);
      const weights = reproducibleWeights(graph, keras.backbone as Backbone);
      const [height, width] = keras.input as [number, number];
      const x = tf.tensor4d(reproducibleImages(keras.images, height, width), [keras.images, height, width, 3]);
      const { logits, movingStatistics } = forward(graph, weights, x, {
        training: keras.mode !== 'inference',
      });
      const features = logits[0]!;
      expect(features.shape[0]).toBe(keras.images);
      expectClose(tf.mean(features, 1).dataSync(), keras.mean);
      expectClose(
        features.dataSync().filter((_, i) => (i % features.shape[1]) % 16 === 0),
        keras.every16th,
      );
      const moving = Object.entries(keras.moving ?? {});
      expect(movingStatistics.size).toBe(2 * moving.length);
      for (const [layer, expected] of moving) {
        const [mean, variance] = ['mean', 'variance'].map((role) =>
          movingStatistics.get(`${layer}/moving_${role}`)!.dataSync(),
        );
        expectClose([average(mean!), Math.max(...mean!), average(variance!), Math.max(...variance!)], expected);
      }
      tf.dispose([features, x, ...weights.values(), ...movingStatistics.values()]);
    });

    testPhotoFeatures();

    describe('of a small mobilenet', () => {
      const SMALL = { backbone: 'mobilenet', alpha: 0.25, input_shape: [32, 40] } satisfies Partial<Config['model']>;
      const graph = buildNetwork(configWith(SMALL));

      function withInputs<T>(use: (weights: Map<string, tf.Tensor>, x: tf.Tensor) => T, network = graph): T {
        const weights = initialWeights(network, 1);
        const x = tf.tensor4d(reproducibleImages(3, 32, 40), [3, 32, 40, 3]);
        try {
          return use(weights, x);
        } finally {
          tf.dispose([...weights.values(), x]);
        }
      }

      test('gives logits per head', () => {
        withInputs((weights, x) => {
          const { logits, movingStatistics } = forward(graph, weights, x, { training: false });
          expect(logits.map(({ shape }) => shape)).toEqual([
            [3, 3],
            [3, 2],
          ]);
          expect(movingStatistics.size).toBe(0);
          tf.dispose(logits);
        });
      });

      test('leaves no tensor behind but its results, in a tf.tidy or not', () => {
        withInputs((weights, x) => {
          const before = tf.memory().numTensors;
          for (const training of [false, true]) {
            const { logits, movingStatistics } = forward(graph, weights, x, { training });
            expect(tf.memory().numTensors).toBe(before + logits.length + movingStatistics.size);
            tf.dispose([...logits, ...movingStatistics.values()]);
            const kept = tf.tidy(() => [...forward(graph, weights, x, { training }).movingStatistics.values()]);
            expect(tf.memory().numTensors).toBe(before + kept.length);
            tf.dispose(kept);
            expect(tf.memory().numTensors).toBe(before);
          }
          expect(x.isDisposed).toBe(false);
        });
      });

      test('in two parts, backbone then heads, gives the same logits', () => {
        withInputs((weights, x) => {
          const { backbone, heads } = splitAtFeatures(graph);
          const whole = forward(graph, weights, x, { training: false }).logits;
          const features = forward(backbone, weights, x, { training: false }).logits[0]!;
          const parts = forward(heads, weights, features, { training: false }).logits;
          for (const [i, logits] of whole.entries()) {
            expect([...parts[i]!.dataSync()]).toEqual([...logits.dataSync()]);
          }
          tf.dispose([...whole, features, ...parts]);
        });
      });

      test('with a frozen backbone runs batch normalization in inference mode though training', () => {
        const frozen = buildNetwork(configWith({ ...SMALL, freeze_convolutional_layers: true }));
        withInputs((weights, x) => {
          const training = forward(frozen, weights, x, { training: true });
          const inference = forward(frozen, weights, x, { training: false });
          expect(training.movingStatistics.size).toBe(0);
          expect([...training.logits[0]!.dataSync()]).toEqual([...inference.logits[0]!.dataSync()]);
          tf.dispose([...training.logits, ...inference.logits]);
        }, frozen);
      });

      test('names a weight that is missing', () => {
        withInputs((weights, x) => {
          const incomplete = new Map([...weights].filter(([name]) => name !== 'conv_pw_3_bn/beta'));
          const before = tf.memory().numTensors;
          expect(() => forward(graph, incomplete, x, { training: true })).toThrow('conv_pw_3_bn/beta');
          expect(tf.memory().numTensors).toBe(before);
        });
      });

      test('has gradients for every trainable weight', () => {
        withInputs((initial, x) => {
          const before = tf.memory().numTensors;
          const specs = weightSpecs(graph).filter(({ trainable }) => trainable);
          const values = specs.map(({ name }) => initial.get(name)!);
          const gradients = tf.tidy(() => {
            const loss = tf.grads((...trained: tf.Tensor[]) => {
              const weights = new Map([...initial, ...specs.map(({ name }, i) => [name, trained[i]!] as const)]);
              const { logits, movingStatistics } = forward(graph, weights, x, { training: true });
              tf.dispose([...movingStatistics.values()]);
              return logits.map((output) => tf.sum<tf.Scalar>(tf.square(output))).reduce((a, b) => tf.add(a, b));
            });
            return loss(values).map((gradient) => tf.max(tf.abs(gradient)));
          });
          expect(gradients.map((gradient) => Number.isFinite(gradient.dataSync()[0]))).not.toContain(false);
          expect(gradients.filter((gradient) => gradient.dataSync()[0]! > 0).length).toBeGreaterThan(specs.length / 2);
          tf.dispose(gradients);
          expect(tf.memory().numTensors).toBe(before);
        });
      });
    });
  });
}

function kerasNetwork({ backbone, alpha, input, mode }: (typeof kerasCases)[number]): Graph {
  const config = configWith({
    backbone: backbone as Backbone,
    alpha,
    input_shape: input as [number, number],
    freeze_convolutional_layers: mode === 'frozen',
  });
  return splitAtFeatures(buildNetwork(config)).backbone;
}

/** Equal within 1e-4 of the largest value: float32 sums in another order, 30 layers deep. */
function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  const difference = expected.map((value, i) => Math.abs(value - actual[i]!));
  expect(Math.max(...difference) / scale).toBeLessThan(1e-4);
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
