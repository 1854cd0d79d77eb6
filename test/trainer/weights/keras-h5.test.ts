import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { type WeightSpec, weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { readKerasH5 } from '../../../trainer/weights/keras-h5.ts';
import { configWith } from '../../config-with.ts';
import fc from '../../fast-check.ts';
import { h5Layers, writeKerasH5 } from './h5-files.ts';

const backboneSpecs = (model: Parameters<typeof configWith>[0]) =>
  weightSpecs(splitAtFeatures(buildNetwork(configWith(model))).backbone);
const MOBILENET = backboneSpecs({ backbone: 'mobilenet', alpha: 0.25 });
/** The first layers of Xception, with two of its unnamed shortcuts. */
const XCEPTION = backboneSpecs({ backbone: 'xception' }).slice(
  0,
  backboneSpecs({ backbone: 'xception' }).findIndex(({ layer }) => layer === 'block4_sepconv1'),
);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-h5-'));
  path = join(folder, 'weights.h5');
});
afterEach(() => rm(folder, { recursive: true }));

/** Each weight must hold the value that h5Layers wrote for it. */
function expectInPlace(values: Map<string, Float32Array>, specs: readonly WeightSpec[]): void {
  expect([...values].map(([name, array]) => [name, array.length, array[0], array.at(-1)])).toEqual(
    specs.map(({ name, shape }, i) => [name, shape.reduce((a, b) => a * b), i + 0.5, i + 0.5]),
  );
}

describe('weights are found', () => {
  test.each([
    ['names of fixed length', {}],
    ['names of variable length', { text: 'S' }],
    ['a list of layers in several attributes', { chunks: 7 }],
  ])('with %s', async (_, style) => {
    const withoutWeights = { name: 'input_1', weights: [] };
    await writeKerasH5(path, [withoutWeights, ...h5Layers(MOBILENET)], style);
    expectInPlace(await readKerasH5(path, MOBILENET), MOBILENET);
  });

  test('in whatever order the file lists its layers, by name', async () => {
    await writeKerasH5(path, h5Layers(MOBILENET).reverse());
    expectInPlace(await readKerasH5(path, MOBILENET), MOBILENET);
  });

  test('in whatever order a layer lists its weights, by name', async () => {
    const layers = h5Layers(MOBILENET).map(({ name, weights }) => ({ name, weights: [...weights].reverse() }));
    await writeKerasH5(path, layers);
    expectInPlace(await readKerasH5(path, MOBILENET), MOBILENET);
  });

  test.each([
    ['from 1, as in the published file', 1],
    ['from 5, as in a longer session', 5],
  ])('though the shortcuts of xception are numbered %s', async (_, first) => {
    const rename = (layer: string) => {
      const [, base, number] = /^(conv2d|batch_normalization)(?:_(\d+))?$/.exec(layer) ?? [];
      return base ? `${base}_${Number(number ?? 0) + first}` : layer;
    };
    await writeKerasH5(path, h5Layers(XCEPTION, rename));
    expectInPlace(await readKerasH5(path, XCEPTION), XCEPTION);
  });

  test('by order and shape if no name is known', async () => {
    await writeKerasH5(
      path,
      h5Layers(MOBILENET, (layer) => `net_${layer}_x`),
    );
    expectInPlace(await readKerasH5(path, MOBILENET), MOBILENET);
  });

  test('by order within a layer whose weights are called otherwise, as in Keras 1', async () => {
    const old = h5Layers(MOBILENET).map(({ name, weights }) => ({
      name,
      weights: weights.map((weight, i) => ({ ...weight, name: `${name}_${'abcd'[i]}` })),
    }));
    await writeKerasH5(path, old);
    expectInPlace(await readKerasH5(path, MOBILENET), MOBILENET);
  });
});

describe('a file is refused with the reason:', () => {
  const refusal = async (specs: readonly WeightSpec[] = MOBILENET) => {
    const error = await readKerasH5(path, specs).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };

  test('missing', async () => {
    expect(await refusal()).toBe(`The weights file ${path} does not exist.`);
  });

  test('a folder', async () => {
    path = folder;
    expect(await refusal()).toBe(`The weights file ${folder} is a folder.`);
  });

  test('a web page', async () => {
    await writeFile(path, '<!doctype html><title>Sign in</title>');
    expect(await refusal()).toContain('is not an HDF5 file');
  });

  test('made for another alpha', async () => {
    await writeKerasH5(path, h5Layers(backboneSpecs({ backbone: 'mobilenet', alpha: 0.5 })));
    expect(await refusal()).toContain(
      'layer conv1 is kernel 3 × 3 × 3 × 16 in the file and kernel 3 × 3 × 3 × 8 in the network.',
    );
  });

  test('made for another backbone', async () => {
    await writeKerasH5(path, h5Layers(XCEPTION));
    expect(await refusal()).toContain('layer conv1 is missing in the file and kernel 3 × 3 × 3 × 8 in the network.');
  });

  test('with top', async () => {
    const top = {
      name: 'predictions',
      weights: [{ name: 'predictions/kernel:0', shape: [2], values: new Float32Array(2) }],
    };
    await writeKerasH5(path, [...h5Layers(MOBILENET), top]);
    expect(await refusal()).toContain('weights of a layer predictions, which the network does not have');
  });

  test('a layer less', async () => {
    await writeKerasH5(path, h5Layers(MOBILENET).slice(0, -1));
    expect(await refusal()).toContain('layer conv_pw_13_bn is missing in the file');
  });

  test('values that are not finite', async () => {
    const layers = h5Layers(MOBILENET);
    layers[40]!.weights[0]!.values[3] = Number.NaN;
    await writeKerasH5(path, layers);
    expect(await refusal()).toMatch(/its weight conv_.* holds values that are not finite numbers/);
  });

  test.each(['<d', '<i'] as const)('numbers of type %s', async (dtype) => {
    await writeKerasH5(path, h5Layers(MOBILENET), { dtype });
    expect(await refusal()).toContain('weight conv1/kernel:0 is not stored as 32-bit floating point numbers');
  });

  test('a weight that is listed but missing', async () => {
    await writeKerasH5(path, h5Layers(MOBILENET));
    const file = new h5wasm.File(path, 'a');
    (file.get('conv1') as InstanceType<typeof h5wasm.Group>).delete_attribute('weight_names');
    (file.get('conv1') as InstanceType<typeof h5wasm.Group>).create_attribute(
      'weight_names',
      ['conv1/none:0'],
      [1],
      'S20',
    );
    file.close();
    expect(await refusal()).toBe(`${path} is damaged: its weight conv1/none:0 is missing.`);
  });

  test('a weight that lies in another file', async () => {
    await writeKerasH5(join(folder, 'other.h5'), h5Layers(MOBILENET));
    await writeKerasH5(path, h5Layers(MOBILENET).slice(1));
    const file = new h5wasm.File(path, 'a');
    file.delete_attribute('layer_names');
    const names = h5Layers(MOBILENET).map(({ name }) => name);
    file.create_attribute('layer_names', names, [names.length], 'S40');
    const group = file.create_group('conv1');
    group.create_attribute('weight_names', ['kernel:0'], [1], 'S20');
    group.create_external_link(join(folder, 'other.h5'), 'conv1/conv1/kernel:0', 'kernel:0');
    file.close();
    expect(await refusal()).toBe(`${path} cannot be used: its weight kernel:0 is a link to somewhere else.`);
  });

  test('a whole model', async () => {
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'w');
    file.create_group('model_weights');
    file.close();
    expect(await refusal()).toContain('is a whole Keras model');
  });

  test("Keras 3's own format", async () => {
    await h5wasm.ready;
    const file = new h5wasm.File(path, 'w');
    file.create_group('layers');
    file.close();
    expect(await refusal()).toContain("was saved in Keras 3's format");
  });

  test('no weights at all', async () => {
    await h5wasm.ready;
    new h5wasm.File(path, 'w').close();
    expect(await refusal()).toContain('is not a weight file of Keras');
  });
});

test('damaged files are read or refused, whatever the damage', async () => {
  const specs = MOBILENET.slice(0, 15);
  await writeKerasH5(path, h5Layers(specs));
  const whole = await readFile(path);
  const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(damage, fc.option(fc.nat(whole.length)), async (changes, length) => {
      const bytes = Buffer.from(whole.subarray(0, length ?? whole.length));
      for (const [position, value] of changes) if (position < bytes.length) bytes[position] = value;
      await writeFile(path, bytes);
      const outcome = await readKerasH5(path, specs).catch((error: unknown) => error);
      expect(outcome instanceof UserError || outcome instanceof Map).toBe(true);
    }),
    { numRuns: 15 },
  );
});
