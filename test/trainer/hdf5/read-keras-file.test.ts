import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import h5wasm from 'h5wasm/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { readAnswer } from '../../../trainer/hdf5/answer.ts';
import { type ReadOptions, readKerasFile } from '../../../trainer/hdf5/read-keras-file.ts';
import { kerasFile } from '../keras-file/keras-files.ts';

const MODEL = kerasFile('tf2.4-xception');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hdf5-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function refusal(path: string, options: ReadOptions = {}): Promise<string> {
  const error = await readKerasFile(path, 'model', options).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('a whole model', () => {
  test.each([
    ['of Keras 3', 'keras3-xception', '3.', ''],
    ['of Keras 2, with names of variable length', 'tf2.4-xception', '2.4.0', ':0'],
    ['of Keras 2, with names of fixed length', 'tf2.4-frozen', '2.4.0', ':0'],
  ])('%s gives its attributes, layers and weights', async (_, name, version, suffix) => {
    const { kind, attributes, layers } = await readKerasFile(kerasFile(name), 'model');
    expect(kind).toBe('model');
    expect(attributes.keras_version).toMatch(new RegExp(`^${version}`));
    expect(attributes.backend).toBe('tensorflow');
    expect(JSON.parse(attributes.model_config!)).toMatchObject({ class_name: 'Functional' });
    expect(layers.map((layer) => layer.name).slice(-2)).toEqual(['print_clf', 'sleeves_clf']);
    const head = layers.at(-2)!.weights;
    expect(head.map(({ name, shape, values }) => [name, shape, values.length])).toEqual([
      [`print_clf/kernel${suffix}`, [8, 3], 24],
      [`print_clf/bias${suffix}`, [3], 3],
    ]);
    expect(new Set(head[0]!.values).size).toBe(24);
  });

  test('hands over nothing of the optimizer', async () => {
    const { attributes, layers } = await readKerasFile(kerasFile('keras3-xception'), 'model');
    expect(JSON.parse(attributes.training_config!)).toMatchObject({ loss: 'categorical_crossentropy' });
    expect(layers.map(({ name }) => name)).toEqual(['model_input', 'xception', 'print_clf', 'sleeves_clf']);
  });
});

describe('a hostile file is refused with the reason:', () => {
  const hostile = (name: string) => fileURLToPath(new URL(`../../fixtures/hdf5/${name}.h5`, import.meta.url));

  test.each([
    ['soft-link', 'cannot be used: its weight kernel:0 is a link to somewhere else.'],
    ['virtual', 'cannot be used: its weight kernel:0 is a link to somewhere else.'],
    ['external-storage', 'is a damaged HDF5 file: unable to open external raw data file.'],
    ['unallocated', 'is damaged or crafted: its weights up to kernel:0 would take 4398.0 GB, but the file has 2.6 kB.'],
    ['chunked', 'is damaged or crafted: its weights up to kernel:0 would take 268.4 MB, but the file has 2.6 kB.'],
    ['many-dimensions', 'is damaged: its weight kernel:0 has 9 dimensions.'],
    ['no-shape', 'is damaged: its weight kernel:0 has no shape.'],
    ['many-names', 'cannot be used: its attribute weight_names lists more than 100000 names.'],
    [
      'half',
      'cannot be used: its weight kernel:0 is not stored as 32-bit floating point numbers. Save the model with weights of float32.',
    ],
  ])('%s', async (name, message) => {
    expect(await refusal(hostile(name))).toBe(`${hostile(name)} ${message}`);
  });

  test('cut off', async () => {
    const path = join(folder, 'model.h5');
    const whole = await readFile(MODEL);
    for (const part of [0.1, 0.5, 0.9]) {
      await writeFile(path, whole.subarray(0, whole.length * part));
      expect(await refusal(path)).toMatch(/is a damaged HDF5 file: \S/);
    }
  });
});

test('names out of a file command no terminal', async () => {
  const path = join(folder, 'weights.h5');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  file.create_attribute('layer_names', ['\u001b[2J'], [1], 'S10');
  file.close();
  expect(await refusal(path)).toBe(`${path} is damaged: its layer \\u001b[2J is missing.`);
});

describe('a reader', () => {
  /** A program that stands in for the reader, in JavaScript; argv[1] is the file. */
  const reader = (source: string) => [process.execPath, '-e', source] as const;
  const NEVER_ANSWERS = `require('node:fs').writeFileSync(process.argv[1] + '.pid', String(process.pid)); for (;;);`;
  /** A file that may get company. */
  async function model(): Promise<string> {
    const path = join(folder, 'model.h5');
    await writeFile(path, await readFile(MODEL));
    return path;
  }
  async function expectGone(path: string): Promise<void> {
    const pid = Number(await readFile(`${path}.pid`, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }

  test('that never answers is killed in time', async () => {
    const path = await model();
    expect(await refusal(path, { reader: reader(NEVER_ANSWERS), timeLimit: 1500 })).toBe(
      `${path} cannot be read: its reader did not finish within 1.5 s. The file is probably damaged.`,
    );
    await expectGone(path);
  });

  test('is killed when its work is no longer wanted', async () => {
    const path = await model();
    const stop = new AbortController();
    const reading = readKerasFile(path, 'model', { reader: reader(NEVER_ANSWERS), signal: stop.signal });
    await expect.poll(() => existsSync(`${path}.pid`)).toBe(true);
    stop.abort(new Error('stopped by hand'));
    await expect(reading).rejects.toThrow('stopped by hand');
    await expect.poll(async () => (await readFile(`${path}.pid`, 'utf8')).length).toBeGreaterThan(0);
    await expectGone(path);
  });

  test('is not started when its work is given up before', async () => {
    const path = await model();
    const stop = new AbortController();
    const reading = readKerasFile(path, 'model', { reader: reader(NEVER_ANSWERS), signal: stop.signal });
    stop.abort(new Error('stopped at once'));
    await expect(reading).rejects.toThrow('stopped at once');
    expect(existsSync(`${path}.pid`)).toBe(false);
  });

  test('is not even started when its work is not wanted', async () => {
    await expect(readKerasFile(MODEL, 'model', { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });

  test.each([
    ["process.kill(process.pid, 'SIGSEGV')", 'its reader was ended by SIGSEGV.'],
    ['process.exit(3)', 'its reader ended with code 3.'],
    [
      `require('node:fs').writeSync(3, '{"kind":"weights","attributes":{},"layers":[{"name":"a","weights":[{"name":"b","shape":[9]}]}]}\\n1234')`,
      'its reader ended with code 0.',
    ],
  ])('that crashes is the reason: %s', async (source, reason) => {
    expect(await refusal(MODEL, { reader: reader(source) })).toBe(
      `${MODEL} cannot be read: ${reason} The file is probably damaged.`,
    );
  });

  test('that cannot be started is the reason', async () => {
    expect(await refusal(MODEL, { reader: ['/nowhere/node'] })).toContain('its reader could not be started');
  });

  test('that takes too much memory is killed', async () => {
    expect(await refusal(MODEL, { memoryLimit: 30e6 })).toBe(
      `${MODEL} cannot be read: it takes more than 30.0 MB of memory, though it has 44.1 kB. The file is probably damaged.`,
    );
  });

  test('whose JavaScript fills the memory ends with that', async () => {
    const greedy = [process.execPath, '--max-old-space-size=20', '-e', 'const a = []; for (;;) a.push({});'] as const;
    expect(await refusal(MODEL, { reader: greedy })).toContain('of memory');
  });

  const windows = process.platform === 'win32';
  const note = windows ? ' (not checked: Windows has no mkfifo)' : '';
  test(`does not end by Ctrl-C, which is its parent's to hear${note}`, async () => {
    if (windows) return;
    const pipe = join(folder, 'pipe.h5');
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [distFile('hdf5-reader.js'), pipe, '1e9', String(process.pid)], {
      stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
    });
    const answer = readAnswer(child.stdio[3] as Readable);
    // Opens once the reader reads.
    const writer = await open(pipe, 'w');
    child.kill('SIGINT');
    await writer.writeFile(await readFile(MODEL));
    await writer.close();
    expect(await answer).toMatchObject({ kind: 'model' });
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  test(`waits for nobody who would write to a pipe${note}`, async () => {
    if (windows) return;
    const pipe = join(folder, 'pipe.h5');
    execFileSync('mkfifo', [pipe]);
    expect(await refusal(pipe)).toBe(`The model ${pipe} is not a regular file.`);
    expect(await refusal(folder)).toBe(`The model ${folder} is a folder.`);
  });

  test(`ends soon after its parent was killed, even while it reads${note}`, async () => {
    if (windows) return;
    // Nobody writes to the pipe, so reading it never ends.
    const pipe = join(folder, 'pipe.h5');
    execFileSync('mkfifo', [pipe]);
    const args = JSON.stringify([distFile('hdf5-reader.js'), pipe, '1e9']);
    const spawned = `spawn(process.execPath, [...${args}, String(process.pid)], { stdio: ['pipe', 'inherit', 'inherit', 'pipe'] })`;
    const parent = spawn(
      process.execPath,
      ['-e', `require('node:child_process').${spawned}; console.log('started');`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    const killed = performance.now();
    await once(parent.stdout, 'close');
    expect(performance.now() - killed).toBeLessThan(5000);
  });
});
