import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ModelMetadata } from '../../../schemas/types/model-metadata.ts';
import { openModel } from '../../../trainer/model-file/open-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { bytesOfValues, digestOf } from '../../../trainer/model-file/weight-values.ts';
import { weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { copyWith, kerasConfig, kerasFile } from '../keras-file/keras-files.ts';
import { useCpu } from '../training/cpu.ts';
import { smallModel } from './small-model.ts';

const MODEL = kerasFile('keras3-xception');
const config = kerasConfig();

let folder: string;
beforeAll(useCpu);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-model-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a model is opened by what it is:', () => {
  test('a folder and a .json are models of TF.js', async () => {
    const { graph, weights, metadata } = smallModel();
    await saveModel(join(folder, 'model'), graph, weights, metadata);
    expect((await openModel(join(folder, 'model'))).metadata).toEqual(metadata);
    expect((await openModel(join(folder, 'model', 'model.json'))).metadata).toEqual(metadata);
  });

  test.each(['model.h5', 'MODEL.HDF5', 'weights.final', 'model'])(
    'HDF5 called %s is a model of Keras',
    async (name) => {
      await copyFile(MODEL, join(folder, name));
      expect((await openModel(join(folder, name), { config })).metadata.backbone).toBe('xception');
    },
  );

  test("a file in Keras' newer format is refused, with the way out", async () => {
    await expect(openModel('model.keras')).rejects.toThrow(
      "model.keras: models in Keras' newer format (.keras) are not read. Save it as HDF5: keras.models.load_model('model.keras').save('model.h5').",
    );
  });

  test('a .h5 that is missing, or is none', async () => {
    const path = join(folder, 'model.h5');
    await expect(openModel(path)).rejects.toThrow(`The model ${path} does not exist.`);
    await writeFile(path, 'PK\x03\x04');
    await expect(openModel(path)).rejects.toThrow(`${path} is not an HDF5 file`);
  });
});

describe('a Keras file with our metadata', () => {
  async function own(change: (attribute: { metadata: ModelMetadata; weights: object }) => unknown): Promise<string> {
    const { graph, weights, metadata } = await openModel(MODEL, { config });
    const values = await Promise.all(weightSpecs(graph).map(({ name }) => weights.get(name)!.data<'float32'>()));
    const attribute = { metadata: { ...metadata, createdAt: '2026' }, weights: digestOf(values.map(bytesOfValues)) };
    return copyWith(MODEL, join(folder, 'own.h5'), 'multitask', JSON.stringify(change(attribute)));
  }

  test('needs no config', async () => {
    const path = await own((attribute) => attribute);
    const { metadata } = await openModel(path);
    expect(metadata.createdAt).toBe('2026');
    expect(metadata.tasks.map(({ labels }) => labels)).toEqual(Object.values(config.model.target_encoder));
  });

  test.each<[string, (attribute: { metadata: ModelMetadata; weights: object }) => unknown, string]>([
    [
      'whose weights are others',
      ({ metadata, weights }) => ({ metadata, weights: { ...weights, sha256: '0'.repeat(64) } }),
      'its weights are damaged, or were changed since multitask saved it: their sha256 is another',
    ],
    ['without a digest', ({ metadata }) => ({ metadata }), 'it does not hold the size and sha256 of its weights'],
    [
      'that is newer',
      ({ metadata, weights }) => ({ metadata: { ...metadata, formatVersion: 2 }, weights }),
      'it was saved by a newer version of multitask',
    ],
    [
      'that lacks something',
      ({ metadata, weights }) => ({ metadata: { ...metadata, tasks: undefined }, weights }),
      "its metadata is damaged:  must have required property 'tasks'",
    ],
    [
      'that has other tasks than the network',
      ({ metadata, weights }) => ({ metadata: { ...metadata, tasks: metadata.tasks.slice(1) }, weights }),
      'its tasks and labels are not those of its network',
    ],
    [
      'of another input size',
      ({ metadata, weights }) => ({ metadata: { ...metadata, inputSize: { height: 9, width: 9 } }, weights }),
      'its input size is not that of its network',
    ],
    ['that is no object', () => 'text', 'its metadata is damaged: it is not a JSON object'],
  ])('%s is refused', async (_, change, reason) => {
    const path = await own(change);
    await expect(openModel(path)).rejects.toThrow(`The model ${path} cannot be used: ${reason}.`);
  });
});
