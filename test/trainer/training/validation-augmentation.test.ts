import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomFor } from '../../../core/random.ts';
import { type ImageSource, openImageSource } from '../../../trainer/images/image-source.ts';
import { preprocessing } from '../../../trainer/images/preprocess.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { weightSpecs } from '../../../trainer/network/weights.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { BadImages } from '../../../trainer/training/bad-images.ts';
import { ImageInputs } from '../../../trainer/training/image-inputs.ts';
import type { InputBatch } from '../../../trainer/training/inputs.ts';
import { h5Layers, writeKerasH5 } from '../weights/h5-files.ts';
import { expectEvents, expectReport } from './contracts.ts';
import { ofType, projectAt, trainHere } from './in-process.ts';
import { makeProject, readText, removeProject, writeConfig } from './project.ts';

const REFERENCE = { recipe: 'reference', weights: 'backbone.h5' };
const CLEAN = { ...REFERENCE, augmentation: '{ validation: false }' };

let opened: Awaited<ReturnType<typeof openRuntime>>;
let source: ImageSource;
let root: string;

beforeAll(async () => {
  opened = await openRuntime();
  source = openImageSource({
    preprocessing: preprocessing({ height: 32, width: 32 }),
    cacheBytes: 1e7,
    threads: availableParallelism(),
  });
  root = await makeProject();
  await writeBackbone(join(root, 'backbone.h5'));
});

afterAll(async () => {
  await removeProject(root);
  await source.close();
  await opened.runtime.dispose();
});

/** A backbone that sees: one that starts random says the same of every image until batch normalization has measured some. */
async function writeBackbone(path: string): Promise<void> {
  const { config } = await projectAt(root);
  const specs = weightSpecs(splitAtFeatures(buildNetwork(config)).backbone);
  const random = randomFor(1, 'backbone');
  const layers = h5Layers(specs);
  for (const { weights } of layers) {
    for (const { name, shape, values } of weights) {
      // He et al. 2015: as much comes out of a layer as goes in.
      const [height = 1, width = 1, channels = 1] = shape;
      const range = Math.sqrt(6 / (height * width * (name.includes('depthwise_kernel') ? 1 : channels)));
      if (name.endsWith('kernel:0')) for (const i of values.keys()) values[i] = random.between(-range, range);
      else values.fill(name.endsWith('gamma:0') ? 1 : name.endsWith('moving_variance:0') ? 0.5 : 0);
    }
  }
  await writeKerasH5(path, layers);
}

/** The images that a config gives the network. */
async function imagesOf(model: Parameters<typeof writeConfig>[1]): Promise<ImageInputs> {
  await writeConfig(root, model);
  const { config, split } = await projectAt(root);
  return new ImageInputs({ source, config, split, badImages: new BadImages(() => {}) });
}

async function read(batches: AsyncIterable<InputBatch>) {
  const rows: number[] = [];
  const pixels: number[] = [];
  for await (const { inputs, samples, usable } of batches) {
    pixels.push(...inputs);
    rows.push(...samples.filter((_, i) => usable[i]).map(({ row }) => row));
  }
  return { rows, pixels };
}

describe('augmented validation images', () => {
  it('are the first rows in order, drawn anew every epoch', async () => {
    const images = await imagesOf(REFERENCE);
    const [clean, first, second] = [
      await read(images.part('validation')),
      await read(images.validation(0)),
      await read(images.validation(1)),
    ];
    for (const { rows } of [clean, first, second]) expect(rows).toEqual([1, 2, 3, 4]);
    expect(first.pixels).not.toEqual(clean.pixels);
    expect(second.pixels).not.toEqual(clean.pixels);
    expect(second.pixels).not.toEqual(first.pixels);
  });

  it('are the same from the same seed, in any order and process, and others from another', async () => {
    const first = await read((await imagesOf(REFERENCE)).validation(1));
    expect(await read((await imagesOf(REFERENCE)).validation(1))).toEqual(first);
    expect((await read((await imagesOf({ ...REFERENCE, random_seed: 8 })).validation(1))).pixels).not.toEqual(
      first.pixels,
    );
  });

  it('are left as they are without the key, and without augmentation', async () => {
    for (const model of [CLEAN, { ...REFERENCE, augmentation: '{ enabled: false }' }, {}]) {
      const images = await imagesOf(model);
      expect(await read(images.validation(1))).toEqual(await read(images.part('validation')));
    }
  });
});

describe('a run with recipe: reference', () => {
  it('says so, steers by changed images, and reports on the images as they are', async () => {
    await writeConfig(root, { ...REFERENCE, epochs: 1 });
    const reference = await trainHere(root, { opened });
    expectEvents(reference.events);
    expectReport(reference.report);
    expect(ofType(reference.events, 'log').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(
        /^Validation images are augmented, anew every epoch .* The report at the end measures the images as they are\.$/,
      ),
    );

    // One epoch trains both alike, whatever they validate with.
    await writeConfig(root, { ...CLEAN, epochs: 1 });
    const clean = await trainHere(root, { opened });
    const [changed, unchanged] = [reference, clean].map(({ events }) => ofType(events, 'epoch-ended')[0]!);
    expect(changed!.train).toEqual(unchanged!.train);
    expect(changed!.validation.loss).not.toBeCloseTo(unchanged!.validation.loss!, 3);
    expect(reference.report!.tasks).toEqual(clean.report!.tasks);
    expect(reference.report!.worstImages).toEqual(clean.report!.worstImages);
    expect(clean.report!.worstImages).not.toEqual([]);
    expect(ofType(clean.events, 'log')).toEqual([]);
  });

  it('comes to the same history when it is stopped and resumed', async () => {
    await writeConfig(root, { ...REFERENCE, epochs: 4 });
    const whole = await trainHere(root, { opened });
    const stopped = await trainHere(root, {
      opened,
      onEvent: (event, stop) => {
        if (event.type === 'step' && event.epoch === 2) stop();
      },
    });
    const resumed = await trainHere(root, { opened, run: stopped.run });
    expect(resumed.events[0]).toMatchObject({ type: 'run-started', firstEpoch: 2 });
    expect(await readText(resumed.run.history)).toBe(await readText(whole.run.history));
    expect(resumed.report!.tasks).toEqual(whole.report!.tasks);
  });
});

describe('a frozen backbone', () => {
  const featuresOf = (events: Parameters<typeof ofType>[0], rows: number) =>
    ofType(events, 'phase').filter(({ phase, done, total }) => phase === 'features' && done === total && total === rows)
      .length;

  it('computes features of each variant of the validation images once, and of the images as they are for the report', async () => {
    await writeConfig(root, { ...REFERENCE, freeze_convolutional_layers: true, augmented_variants: 2, epochs: 5 });
    const { events, report } = await trainHere(root, { opened });
    expectEvents(events);
    expectReport(report);
    expect(report!.images).toMatchObject({ train: 20, validation: 4 });
    expect(featuresOf(events, 20)).toBe(2);
    expect(featuresOf(events, 4)).toBe(3);
    expect(ofType(events, 'log')[0]!.message).toMatch(/^Validation images are augmented, in 2 variants /);
  });

  it('sees new images in every epoch by the recipe', async () => {
    await writeConfig(root, {
      ...REFERENCE,
      freeze_convolutional_layers: true,
      augmented_variants: undefined,
      epochs: 3,
    });
    const { events } = await trainHere(root, { opened });
    expect(featuresOf(events, 20)).toBe(3);
  });
});
