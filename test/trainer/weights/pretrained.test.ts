import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { buildNetwork } from '../../../trainer/network/build-network.ts';
import { splitAtFeatures } from '../../../trainer/network/features.ts';
import { sizeOf, weightSpecs } from '../../../trainer/network/weight-specs.ts';
import { cachedFile } from '../../../trainer/weights/cached-file.ts';
import { pretrainedBackbone } from '../../../trainer/weights/pretrained.ts';
import { type PublishedFile, publishedWeights } from '../../../trainer/weights/published.ts';
import { configWith } from '../../config-with.ts';
import { nobody, sendFile, serve } from './file-server.ts';
import { h5Layers, writeKerasH5 } from './h5-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretrained-'));
  vi.stubEnv('MULTITASK_CACHE', join(folder, 'cache'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('the published file is the one that keras.applications takes', () => {
  const nameOf = (model: Parameters<typeof configWith>[0]) => publishedWeights(configWith(model).model).name;

  test.each([
    [1, [224, 224], 'mobilenet_1_0_224_tf_no_top.h5'],
    [0.75, [192, 192], 'mobilenet_7_5_192_tf_no_top.h5'],
    [0.5, [160, 160], 'mobilenet_5_0_160_tf_no_top.h5'],
    [0.25, [128, 128], 'mobilenet_2_5_128_tf_no_top.h5'],
    [0.25, [128, 160], 'mobilenet_2_5_224_tf_no_top.h5'],
    [0.25, [100, 100], 'mobilenet_2_5_224_tf_no_top.h5'],
  ] as const)('mobilenet %s at %j', (alpha, [height, width], name) => {
    expect(nameOf({ backbone: 'mobilenet', alpha, input_shape: [height, width] })).toBe(name);
  });

  test('xception, with the digest of Keras', () => {
    expect(publishedWeights(configWith().model)).toEqual({
      name: 'xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
      url: 'https://storage.googleapis.com/tensorflow/keras-applications/xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
      digest: { algorithm: 'md5', hex: 'b0042744bf5b25fce3cb969f33bebb97' },
    });
  });

  test('there is none for other alphas', () => {
    expect(() => nameOf({ backbone: 'mobilenet', alpha: 0.3 })).toThrow(
      'there are no ImageNet weights for mobilenet with alpha 0.3, only for 0.25, 0.5, 0.75, 1.',
    );
  });
});

describe('the cache', () => {
  const CONTENT = Buffer.concat([Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.alloc(5000, 7)]);
  const published = (url: string, digest = true): PublishedFile => ({
    name: 'weights.h5',
    url,
    ...(digest && { digest: { algorithm: 'sha256', hex: createHash('sha256').update(CONTENT).digest('hex') } }),
  });
  const cached = () => join(folder, 'cache', 'weights', 'weights.h5');
  const refusal = async (file: PublishedFile) => {
    const error = await cachedFile(file, { retryDelay: 1 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };

  test.each([true, false])('is filled once (digest known: %s)', async (digest) => {
    const server = await serve((request, response) => sendFile(request, response, CONTENT));
    for (let i = 0; i < 2; i++) {
      expect(await cachedFile(published(server.url, digest), {})).toBe(cached());
      expect((await readFile(cached())).equals(CONTENT)).toBe(true);
    }
    expect(server.requests).toHaveLength(1);
  });

  test('is filled again if the file in it is damaged', async () => {
    const server = await serve((request, response) => sendFile(request, response, CONTENT));
    await mkdir(join(folder, 'cache', 'weights'), { recursive: true });
    await writeFile(cached(), CONTENT.subarray(0, 100));
    await cachedFile(published(server.url), {});
    expect((await readFile(cached())).equals(CONTENT)).toBe(true);
  });

  test('without network, an error says which file to put where', async () => {
    const file = published(await nobody());
    expect(await refusal(file)).toBe(
      [
        `weights.h5 is not in the cache and could not be downloaded: ${new URL(file.url).host} cannot be reached (ECONNREFUSED).`,
        `Download ${file.url} (sha256 ${file.digest!.hex}) by other means and put it at ${cached()}.`,
        'Or set model.weights to the path of the file, or to none to start from random weights.',
      ].join('\n'),
    );
    await mkdir(join(folder, 'cache', 'weights'), { recursive: true });
    await writeFile(cached(), CONTENT);
    expect(await cachedFile(file, {})).toBe(cached());
  });

  test('a wrong file that was put there is told apart from none', async () => {
    await mkdir(join(folder, 'cache', 'weights'), { recursive: true });
    await writeFile(cached(), 'wrong');
    expect(await refusal(published(await nobody()))).toMatch(
      /^weights\.h5 is damaged in the cache \(its sha256 is [0-9a-f]{64}\) and could not be downloaded/,
    );
  });

  test.each([true, false])('a page in place of the file is refused (digest known: %s)', async (digest) => {
    const server = await serve((request, response) => sendFile(request, response, Buffer.from('<html>Sign in</html>')));
    expect(await refusal(published(server.url, digest))).toContain('the server sends another file than expected (it');
    expect(existsSync(cached())).toBe(false);
  });

  test('a cache that cannot be made is told', async () => {
    await writeFile(join(folder, 'cache'), '');
    expect(await refusal(published(await nobody()))).toContain('could not be downloaded: ');
  });
});

describe('the pretrained backbone', () => {
  const SMALL = { backbone: 'mobilenet', alpha: 0.25, input_shape: [64, 64] } satisfies Parameters<
    typeof configWith
  >[0];
  const resolve = (path: string) => join(folder, path);

  test('is undefined for weights: none', async () => {
    const config = configWith({ ...SMALL, weights: 'none' });
    expect(await pretrainedBackbone(config, buildNetwork(config), { resolve })).toBeUndefined();
  });

  test('comes from a file in the project, without the heads', async () => {
    const config = configWith({ ...SMALL, weights: 'start.h5' });
    const graph = buildNetwork(config);
    const specs = weightSpecs(splitAtFeatures(graph).backbone);
    await writeKerasH5(join(folder, 'start.h5'), h5Layers(specs));
    const values = await pretrainedBackbone(config, graph, { resolve });
    expect([...values!.keys()]).toEqual(specs.map(({ name }) => name));
  });

  test('comes from the cache for weights: imagenet', async () => {
    const config = configWith({ ...SMALL, input_shape: [128, 128] });
    const graph = buildNetwork(config);
    const specs = weightSpecs(splitAtFeatures(graph).backbone);
    await mkdir(join(folder, 'cache', 'weights'), { recursive: true });
    await writeKerasH5(join(folder, 'cache', 'weights', 'mobilenet_2_5_128_tf_no_top.h5'), h5Layers(specs));
    expect((await pretrainedBackbone(config, graph, { resolve }))!.size).toBe(specs.length);
  });

  const published = fileURLToPath(
    new URL('../../../../shared/weights/mobilenet_2_5_224_tf_no_top.h5', import.meta.url),
  );
  test(`reads the file that Keras publishes${existsSync(published) ? '' : ' (not checked: ../shared/weights is absent)'}`, async () => {
    if (!existsSync(published)) return;
    const config = configWith({ ...SMALL, input_shape: [224, 224], weights: published });
    const graph = buildNetwork(config);
    const values = (await pretrainedBackbone(config, graph, { resolve: (path) => path }))!;
    const specs = weightSpecs(splitAtFeatures(graph).backbone);
    expect([...values].map(([name, { length }]) => [name, length])).toEqual(
      specs.map(({ name, shape }) => [name, sizeOf(shape)]),
    );
    expect(Math.min(...values.get('conv_pw_7_bn/moving_variance')!)).toBeGreaterThan(0);
    const { digest } = publishedWeights(config.model);
    expect(
      createHash('sha256')
        .update(await readFile(published))
        .digest('hex'),
    ).toBe(digest!.hex);
  });
});
