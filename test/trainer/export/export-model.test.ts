import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk, type Files } from '../../../core/files.ts';
import { type ExportRequest, exportModel } from '../../../trainer/export/export-model.ts';
import { loadModel } from '../../../trainer/model-file/load-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { noise } from '../images/pictures.ts';
import { smallModel } from '../model-file/small-model.ts';
import { note, onnxRuntime, testWithOnnx } from './onnxruntime.ts';

const root = await mkdtemp(join(tmpdir(), 'multitask-export-'));
const MODEL = join(root, 'model');
const IMAGES = Array.from({ length: 20 }, (_, i) => join(root, `${i}.png`));
let folder: string;
let count = 0;

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const { graph, weights, metadata } = smallModel(3);
  await saveModel(MODEL, graph, weights, metadata);
  for (const [i, path] of IMAGES.entries())
    await writeFile(
      path,
      await noise(50, 40, i + 1)
        .png()
        .toBuffer(),
    );
});
beforeEach(async () => {
  folder = join(root, `out-${count++}`);
  await mkdir(folder);
});
afterAll(() => rm(root, { recursive: true }));

const unreadable: string[] = [];
const request = (change: Partial<ExportRequest> = {}): ExportRequest => ({
  model: MODEL,
  out: join(folder, 'model.onnx'),
  to: 'onnx',
  images: IMAGES,
  runtime: { rung: 'wasm' },
  onUnreadable: (path, reason) => unreadable.push(`${path}: ${reason}`),
  ...change,
});

async function refusal(change: Partial<ExportRequest>, files?: Files): Promise<string> {
  const error = await exportModel(request(change), files).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('what is found right is put in its place, and nothing else is left:', () => {
  testWithOnnx('an ONNX file, in a folder that is not there yet', async () => {
    const exported = await exportModel(request({ out: join(folder, 'a', 'b', 'model.onnx') }));
    expect(exported).toEqual({ tasks: 2, images: 16, difference: expect.closeTo(0, 5) });
    expect(await readdir(folder, { recursive: true })).toEqual(['a', 'a/b', 'a/b/model.onnx']);
  });

  testWithOnnx('an ONNX file, in place of another file', async () => {
    await writeFile(join(folder, 'model.onnx'), 'old');
    await exportModel(request());
    expect(await readdir(folder)).toEqual(['model.onnx']);
    expect((await readFile(join(folder, 'model.onnx'))).length).toBeGreaterThan(10_000);
  });

  test.each([
    ['a folder', 'model', ['model', 'model/model.json', expect.stringMatching(/^model\/model\.weights-.*\.bin$/)]],
    ['a .json file', 'm.json', ['m.json', expect.stringMatching(/^m\.weights-.*\.bin$/)]],
  ])('a TF.js model as %s', async (_, name, files) => {
    const out = join(folder, name);
    const exported = await exportModel(request({ to: 'tfjs', out }));
    expect(exported).toEqual({ tasks: 2, images: 16, difference: 0 });
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(files);
    const [was, is] = [await loadModel(MODEL), await loadModel(out)];
    expect(is.metadata).toEqual(was.metadata);
  });
});

describe('what is not right is not kept, and what was there stays:', () => {
  /** Changes the numbers of a head's bias in the bytes of an ONNX file. */
  function withBias(task: string, value: number): Files {
    return tampering((bytes) => {
      const name = Buffer.from(`${task}_clf/bias`);
      // The name as the weight has it; as a node's input it comes first. Behind it a tag, the length and the numbers.
      const at = Buffer.from(bytes).lastIndexOf(name) + name.length + 2;
      Buffer.from(bytes.buffer, bytes.byteOffset).writeFloatLE(value, at);
      return bytes;
    });
  }

  const tampering = (change: (bytes: Uint8Array) => Uint8Array): Files => ({
    ...disk,
    write: (path, chunks) => disk.write(path, [...chunks].map(change)),
  });

  async function expectOldFile(): Promise<void> {
    expect(await readdir(folder)).toEqual(['model.onnx']);
    expect(await readFile(join(folder, 'model.onnx'), 'utf8')).toBe('old');
  }

  testWithOnnx('a file with another weight names the image, the task and the difference', async () => {
    await writeFile(join(folder, 'model.onnx'), 'old');
    const message = await refusal({}, withBias('sleeves', 0.01));
    expect(message).toMatch(
      /does not say what the original says: for .*0\.png, `sleeves` is `long` with 0\.\d{5} instead of 0\.\d{5}, a difference of \d\.\de-3 where 0\.0001 is allowed/,
    );
    await expectOldFile();
  });

  testWithOnnx('a file that computes what is no number', async () => {
    await writeFile(join(folder, 'model.onnx'), 'old');
    expect(await refusal({}, withBias('print', Number.NaN))).toContain('`print` is `solid` with NaN instead of');
    await expectOldFile();
  });

  testWithOnnx('a file that is cut off', async () => {
    await writeFile(join(folder, 'model.onnx'), 'old');
    const message = await refusal(
      {},
      tampering((bytes) => bytes.subarray(0, bytes.length / 2)),
    );
    expect(message).toContain('The ONNX file that was written cannot be used: onnxruntime says');
    await expectOldFile();
  });

  test('a TF.js model with other weights', async () => {
    const message = await refusal(
      { to: 'tfjs', out: join(folder, 'model') },
      tampering((bytes) => Buffer.from(bytes).fill(1)),
    );
    expect(message).toMatch(/cannot be used: its weight file .* is damaged/);
    expect(await readdir(folder)).toEqual([]);
  });

  testWithOnnx('a disk that is full', async () => {
    await writeFile(join(folder, 'model.onnx'), 'old');
    const full: Files = {
      ...disk,
      async write(path) {
        await writeFile(path, 'a part');
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      },
    };
    expect(await refusal({}, full)).toContain('could not be saved: the disk is full');
    await expectOldFile();
  });

  test('a disk that is full only once the TF.js model was found right', async () => {
    let writes = 0;
    const full: Files = {
      ...disk,
      async write(path, chunks) {
        if (++writes === 2) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
        return disk.write(path, chunks);
      },
    };
    const out = join(folder, 'model');
    const old = smallModel(9);
    await saveModel(out, old.graph, old.weights, old.metadata);
    const before = await readFile(join(out, 'model.json'), 'utf8');
    expect(await refusal({ to: 'tfjs', out }, full)).toBe(`The model could not be saved: the disk is full (${out}).`);
    expect(await readFile(join(out, 'model.json'), 'utf8')).toBe(before);
    expect(await readdir(folder)).toEqual(['model']);
  });
});

test('whoever leaves while a model is exported finds what was there before', async () => {
  const out = join(folder, 'model');
  const controller = new AbortController();
  const leaving: Files = {
    ...disk,
    write(path, chunks) {
      controller.abort(new Error('left'));
      return disk.write(path, chunks);
    },
  };
  const left = exportModel(request({ to: 'tfjs', out, stop: controller.signal }), leaving);
  await expect(left).rejects.toThrow('left');
  expect(await readdir(folder)).toEqual([]);
});

test('what a killed export left behind is removed, and nothing of one that lives', async () => {
  for (const pid of [4194999, 1]) {
    await mkdir(join(folder, `.multitask-export-${pid}-abc`));
    await writeFile(join(folder, `.multitask-export-${pid}-abc`, 'model.h5'), 'half');
  }
  await exportModel(request({ to: 'keras', out: join(folder, 'model.h5') }));
  expect((await readdir(folder)).sort()).toEqual(['.multitask-export-1-abc', 'model.h5']);
});

test('a model is not even opened for an export that is left', async () => {
  const model = join(folder, 'no-model.h5');
  await writeFile(model, 'no HDF5');
  const left = exportModel(request({ model, to: 'tfjs', out: folder, stop: AbortSignal.abort(new Error('left')) }));
  await expect(left).rejects.toThrow('left');
});

describe('images', () => {
  testWithOnnx('that cannot be read are told, and others take their place', async () => {
    const page = join(folder, 'page.jpg');
    await writeFile(page, '<!doctype html><html></html>');
    unreadable.length = 0;
    const { images } = await exportModel(request({ images: [page, ...IMAGES] }));
    expect(images).toBe(16);
    expect(unreadable).toEqual([expect.stringMatching(/page\.jpg: it is a web page/)]);
    expect((await exportModel(request({ images: [page, IMAGES[0]!] }))).images).toBe(1);
  });

  testWithOnnx('must be there', async () => {
    for (const [images, reason] of [
      [[], 'there are no images there'],
      [[join(root, 'none.png')], 'none of those that were tried can be read'],
    ] as const) {
      expect(await refusal({ images })).toContain(reason);
    }
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('before anything is computed, it is said that', () => {
  const at = (name: string) => join(folder, name);
  test.each([
    ['there is no model', () => ({ model: at('none') }), /^There is no model at .*none\.$/],
    ['the model would replace itself', () => ({ to: 'tfjs' as const, out: MODEL }), /is the model itself/],
    [
      'an ONNX file has another name',
      () => ({ out: at('model') }),
      /the name of an ONNX file ends in \.onnx, such as model\.onnx/,
    ],
    ['a Keras file has another name', () => ({ to: 'keras' as const, out: at('m.onnx') }), /ends in \.h5 or \.hdf5/],
    [
      'a TF.js model is no file',
      () => ({ to: 'tfjs' as const, out: at('m.h5') }),
      /is a folder, or a file ending in \.json/,
    ],
  ])('%s', async (_, change, message) => {
    expect(await refusal({ ...change(), runtime: { rung: 'cuda' } })).toMatch(message);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a folder is in the way', async () => {
    await mkdir(at('model.onnx'));
    expect(await refusal({})).toMatch(/model\.onnx is a folder; an ONNX file cannot take its place\.$/);
  });
});

test('a path through a file is told', async () => {
  await writeFile(join(folder, 'file'), '');
  const message = await refusal({ to: 'tfjs', out: join(folder, 'file', 'model') });
  expect(message).toContain('could not be saved: a part of the path is a file, not a folder');
});

test(`tensors are all given back, also by an export that fails${note}`, async () => {
  const tensors = async () => {
    await tf.setBackend('cpu');
    return tf.memory().numTensors;
  };
  const before = await tensors();
  await exportModel(request({ to: 'tfjs', out: join(folder, 'm') }));
  if (onnxRuntime) await exportModel(request());
  await refusal({ to: 'tfjs', out: join(root, '0.png', 'm') });
  expect(await tensors()).toBe(before);
});
