import '@tensorflow/tfjs-backend-cpu';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk, type Files } from '../../../core/files.ts';
import { loadModel } from '../../../trainer/model-file/load-model.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { type BundledProgram, bundledProgram } from '../bundled-program.ts';
import { smallModel } from './small-model.ts';

const [old, next] = [smallModel(1), smallModel(2)];
const save = (path: string, { graph, weights, metadata } = old, files?: Files) =>
  saveModel(path, graph, weights, metadata, files);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function expectModel({ weights }: typeof old, path = folder): Promise<void> {
  const loaded = await loadModel(path);
  for (const [name, tensor] of weights) expect(loaded.weights.get(name)!.dataSync()).toEqual(tensor.dataSync());
}

const weightFiles = async () => (await readdir(folder)).filter((name) => name.endsWith('.bin'));

test('a new model replaces the old one and its weights', async () => {
  await save(folder);
  await writeFile(join(folder, 'model.weights-of-mine.bin'), 'kept');
  await writeFile(join(folder, 'other.weights-0123456789abcdef.bin'), 'kept');
  await save(folder, next);
  await expectModel(next);
  expect(await weightFiles()).toEqual([
    expect.stringMatching(/^model\.weights-[0-9a-f]{16}\.bin$/),
    'model.weights-of-mine.bin',
    'other.weights-0123456789abcdef.bin',
  ]);
});

test('a model that is replaced while it is loaded loads as the old or the new one', async () => {
  await save(folder);
  let saving = true;
  const saves = (async () => {
    for (let i = 0; i < 20; i++) await save(folder, i % 2 ? old : next);
    saving = false;
  })();
  const names = new Set([old, next].map(({ weights }) => String(weights.get('conv1/kernel')!.dataSync())));
  while (saving) {
    const { weights } = await loadModel(folder);
    expect(names).toContain(String(weights.get('conv1/kernel')!.dataSync()));
  }
  await saves;
});

test('the same model again changes no weights', async () => {
  await save(folder);
  let written = 0;
  const counting: Files = {
    ...disk,
    write(path, chunks) {
      written++;
      return disk.write(path, chunks);
    },
  };
  await save(folder, old, counting);
  expect(written).toBe(0);
  await expectModel(old);
});

test('weights that a killed process left behind are written anew or removed', async () => {
  await save(folder);
  const [name] = await weightFiles();
  await writeFile(join(folder, name!), 'cut off');
  await save(folder);
  await expectModel(old);
  const orphan = join(folder, 'model.weights-0123456789abcdef.bin');
  await writeFile(orphan, 'cut off');
  await utimes(orphan, 1, 1);
  await save(folder, next);
  expect(await weightFiles()).toHaveLength(1);
});

describe('if a change of the disk fails', () => {
  /** How often saving changes the disk, and the files at which change `fail` fails. */
  function failing(fail: number, code: string) {
    let changes = 0;
    const attempt = async <T>(change: () => Promise<T>): Promise<T> => {
      if (++changes === fail) throw Object.assign(new Error(code), { code });
      return change();
    };
    const files: Files = {
      write: (path, chunks) =>
        attempt(() => disk.write(path, chunks)).catch(async (error: unknown) => {
          // A full disk takes a part.
          await writeFile(path, 'a part');
          throw error;
        }),
      replace: (path, text) => attempt(() => disk.replace(path, text)),
      move: (from, to) => attempt(() => disk.move(from, to)),
      remove: (path) => attempt(() => disk.remove(path)),
    };
    return { files, count: () => changes };
  }

  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EIO', 'the disk reported an input/output error'],
    ['EROFS', 'the disk is read-only'],
  ])('with %s, the old or the new model stays, whole, and the reason is told', async (code, reason) => {
    await save(join(folder, 'whole'));
    const whole = failing(0, code);
    await save(join(folder, 'whole'), next, whole.files);
    expect(whole.count()).toBe(3);
    for (let fail = 1; fail <= whole.count(); fail++) {
      const path = join(folder, String(fail));
      await save(path);
      const error = await save(path, next, failing(fail, code).files).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toBe(`The model could not be saved: ${reason} (${path}).`);
      // The last change removes the old weights; the new model stands by then.
      await expectModel(fail < whole.count() ? old : next, path);
      await save(path, next);
      await expectModel(next, path);
    }
  });
});

test('a path through a file, and a folder in place of the .json, are told', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(save(join(folder, 'file', 'model'))).rejects.toThrow('a part of the path is a file, not a folder');
  await expect(save(join(folder, 'file'))).rejects.toThrow('a part of the path is a file, not a folder');
  await mkdir(join(folder, 'model.json'));
  await expect(save(folder)).rejects.toThrow('there is a folder of that name');
});

test.each(['model.keras', 'MODEL.KERAS'])('%s is refused, with the way out', async (name) => {
  await expect(save(join(folder, name))).rejects.toThrow(
    '.keras files are not written. Name a file ending in .h5, which Keras opens as well, a folder, or a file ending in .json.',
  );
  expect(await readdir(folder)).toEqual([]);
});

describe('a process that saves again and again', () => {
  let program: BundledProgram;
  beforeAll(async () => {
    program = await bundledProgram("import './test/trainer/model-file/save-again.ts';");
  });
  afterAll(() => program.remove());

  test('leaves a whole model whenever it is killed', async () => {
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, [program.file, folder], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const exit = once(child, 'exit');
      // The first save is announced; the moment within a later one is left to chance.
      await Promise.race([once(child.stdout, 'data'), exit]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      child.kill('SIGKILL');
      await exit;
      const { metadata, weights } = await loadModel(folder);
      // Every model has one value in all its weights, and the same in its metadata.
      const value = Number(metadata.versions.value);
      expect(new Set([...weights.values()].flatMap((tensor) => [...tensor.dataSync()]))).toEqual(new Set([value]));
    }
  });
});
