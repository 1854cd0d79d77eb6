import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { preprocessing, readPixels } from '../../../trainer/images/preprocess.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { forward } from '../../../trainer/network/forward.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { pretrainedBackbone } from '../../../trainer/weights/pretrained.ts';
import { configWith } from '../../config-with.ts';
import expected from '../../fixtures/network/photo-features.json' with { type: 'json' };

const SHARED = fileURLToPath(new URL('../../../../shared', import.meta.url));
const PHOTOS = join(SHARED, 'data/clothing/images');
const WEIGHTS = join(SHARED, 'weights/mobilenet_2_5_224_tf_no_top.h5');
const present = existsSync(PHOTOS) && existsSync(WEIGHTS);

/** Registers the test that our MobileNet sees in real photos what Keras' sees, on the backend that is current when it runs. */
export function testPhotoFeatures(): void {
  const note = present ? '' : ' (not checked: ../shared with the photos and weights is absent)';
  test(`features of ten photos equal those of Keras within 1e-3${note}`, async () => {
    if (!present) return;
    const config = configWith({ backbone: 'mobilenet', alpha: 0.25, input_shape: [224, 224], weights: WEIGHTS });
    const graph = buildNetwork(config);
    const { backbone } = splitAtFeatures(graph);
    const values = (await pretrainedBackbone(config, graph, { resolve: (path) => path }))!;
    const weights = new Map(
      weightSpecs(backbone).map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
    );
    expect(Object.keys(expected)).toHaveLength(10);
    for (const [name, features] of Object.entries(expected)) {
      const pixels = await readPixels(join(PHOTOS, name), preprocessing({ height: 224, width: 224 }));
      const x = tf.tensor4d(Float32Array.from(pixels), [1, 224, 224, 3]);
      const { logits } = forward(backbone, weights, x, { training: false });
      const actual = logits[0]!.dataSync();
      expect(actual).toHaveLength(features.length);
      expect(Math.max(...features.map((value, i) => Math.abs(value - actual[i]!)))).toBeLessThan(1e-3);
      tf.dispose([x, ...logits]);
    }
    tf.dispose([...weights.values()]);
  });
}
