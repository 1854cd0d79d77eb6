import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { readKerasModel } from '../../../trainer/keras-file/read-keras-model.ts';
import { forward } from '../../../trainer/network/forward.ts';
import { useCpu } from '../training/cpu.ts';
import { HEIGHT, kerasConfig, kerasFile, kerasImages, WIDTH } from './keras-files.ts';

/** Per file, task and image the probabilities that Keras gives; a test/fixtures/keras-file/make_models.py makes files and values. */
const EXPECTED: Record<string, number[][][]> = JSON.parse(
  readFileSync(new URL('../../fixtures/keras-file/expected.json', import.meta.url), 'utf8'),
);

beforeAll(useCpu);

describe('a model predicts what it predicts in Keras', () => {
  test.each(Object.keys(EXPECTED))('%s', async (name) => {
    const { graph, weights, metadata } = await readKerasModel(kerasFile(name), { config: kerasConfig() });
    expect(metadata.tasks.map(({ task }) => task)).toEqual(['print', 'sleeves']);
    expect(graph.outputs).toEqual(['print_clf', 'sleeves_clf']);
    const { logits } = forward(graph, weights, tf.tensor4d(kerasImages(), [4, HEIGHT, WIDTH, 3]), { training: false });
    for (const [i, values] of logits.entries()) {
      const expected = tf.tensor2d(EXPECTED[name]![i]!);
      expect(tf.max(tf.abs(tf.sub(tf.softmax(values), expected))).dataSync()[0]).toBeLessThan(1e-5);
      // Each image has an answer of its own, or the test would not see much.
      const [low, high] = [tf.min(expected, 0), tf.max(expected, 0)];
      expect(tf.max(tf.sub(high, low)).dataSync()[0]).toBeGreaterThan(0.1);
    }
  });
});

describe('a model is read as it is', () => {
  const read = (name: string) => readKerasModel(kerasFile(name), { config: kerasConfig() });

  test.each(['keras3-xception', 'keras3-rescaling', 'tf2.4-xception', 'tf2.2-mobilenet'])(
    'its scaling is one layer: %s',
    async (name) => {
      const { graph } = await read(name);
      const scalings = graph.layers.filter(({ kind }) => kind === 'Rescaling');
      expect(scalings).toMatchObject([{ name: 'rescaling', inputs: ['model_input'], scale: 1 / 127.5, offset: -1 }]);
    },
  );

  test('scaling that is turned about is folded too', async () => {
    const { graph } = await read('keras3-flat');
    const [scaling, ...others] = graph.layers.filter((layer) => layer.kind === 'Rescaling');
    // (1 − x / 255) · −2 + 1
    expect(scaling!.scale).toBeCloseTo(2 / 255, 12);
    expect(scaling!.offset).toBeCloseTo(-1, 12);
    expect(others).toEqual([]);
  });

  test('without scaling, pixels go in as they are', async () => {
    const { graph } = await read('keras3-unscaled');
    expect(graph.layers.some(({ kind }) => kind === 'Rescaling')).toBe(false);
  });

  test('which layers train is kept', async () => {
    const trainable = async (name: string) =>
      (await read(name)).graph.layers
        .filter(({ kind }) => ['Conv2D', 'BatchNormalization', 'Dense'].includes(kind))
        .map((layer) => layer.trainable);
    expect(await trainable('tf2.4-xception')).toEqual([true, true, true, true, true, true, true, true]);
    expect(await trainable('tf2.4-frozen')).toEqual([false, false, false, false, false, false, true, true]);
    const partly = await trainable('keras3-partly-frozen');
    expect(partly).toContain(false);
    expect(partly.slice(-2)).toEqual([true, true]);
  });

  test('the backbone is guessed from the name of the inner model, and may be unknown', async () => {
    expect((await read('keras3-xception')).metadata).toMatchObject({
      backbone: 'xception',
      inputSize: { height: HEIGHT, width: WIDTH },
      preprocessing: { height: HEIGHT, width: WIDTH },
      versions: { keras: expect.stringMatching(/^3\./) },
    });
    expect((await read('keras3-rescaling')).metadata).toMatchObject({ backbone: 'mobilenet', alpha: 0.25 });
    expect((await read('keras3-flat')).metadata).not.toHaveProperty('backbone');
  });
});
