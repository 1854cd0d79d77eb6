import '@tensorflow/tfjs-backend-cpu';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk, type Files } from '../../../core/files.ts';
import { createH5 } from '../../../trainer/keras-file/create-h5.ts';
import { saveModel } from '../../../trainer/model-file/save-model.ts';
import { type BundledProgram, bundledProgram } from '../bundled-program.ts';
import { smallModel } from '../model-file/small-model.ts';
import { structureOf, valuesAt } from './h5-structure.ts';

const [old, next] = [smallModel(1), smallModel(2)];

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-'));
  path = join(folder, 'model.h5');
});
afterEach(() => rm(folder, { recursive: true }));

const save = ({ graph, weights, metadata } = old, files?: Files) => saveModel(path, graph, weights, metadata, files);

async function expectModel({ weights }: typeof old): Promise<void> {
  expect(await valuesAt(path, 'print_clf', 'print_clf/kernel:0')).toEqual(weights.get('print_clf/kernel')!.dataSync());
}

test('a new model replaces the old one, and nothing else is left', async () => {
  await save();
  await writeFile(join(folder, 'model.h5.mine.part'), 'kept');
  await save(next);
  await expectModel(next);
  expect(await readdir(folder)).toEqual(['model.h5', 'model.h5.mine.part']);
});

test('where a link stands, the file that it leads to is replaced', async () => {
  await mkdir(join(folder, 'real'));
  await symlink(join('real', 'the-model.h5'), path);
  await writeFile(join(folder, 'real', 'the-model.h5'), '');
  await save();
  await expectModel(old);
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await readdir(join(folder, 'real'))).toEqual(['the-model.h5']);
});

test('what a killed process left behind goes when it has lain for a while', async () => {
  const part = (digit: string) => `model.h5.${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}.part`;
  await writeFile(join(folder, part('a')), 'a process that saves right now');
  await writeFile(join(folder, part('b')), 'cut off');
  await utimes(join(folder, part('b')), 1, 1);
  await save();
  expect(await readdir(folder)).toEqual(['model.h5', part('a')]);
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
      write: (to, chunks) => attempt(() => disk.write(to, chunks)),
      replace: (to, text) => attempt(() => disk.replace(to, text)),
      move: (from, to) => attempt(() => disk.move(from, to)),
      remove: (file) => disk.remove(file),
    };
    return { files, count: () => changes };
  }

  test.each([
    ['ENOSPC', 'the disk is full'],
    ['EIO', 'the disk reported an input/output error'],
    ['EROFS', 'the disk is read-only'],
  ])('with %s, the old model stays, whole, without a trace of the new one', async (code, reason) => {
    await save();
    const whole = failing(0, code);
    await save(old, whole.files);
    expect(whole.count()).toBe(2);
    for (let fail = 1; fail <= whole.count(); fail++) {
      const error = await save(next, failing(fail, code).files).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).message).toBe(`The model could not be saved: ${reason} (${path}).`);
      await expectModel(old);
      expect(await readdir(folder)).toEqual(['model.h5']);
    }
  });
});

test('a path through a file, and a folder of the name, are told', async () => {
  await writeFile(join(folder, 'file'), '');
  const through = saveModel(join(folder, 'file', 'model.h5'), old.graph, old.weights, old.metadata);
  await expect(through).rejects.toThrow('a part of the path is a file, not a folder');
  await mkdir(path);
  await expect(save()).rejects.toThrow('there is a folder of that name');
  expect(await readdir(folder)).toEqual(['file', 'model.h5']);
});

describe('a process', () => {
  let program: BundledProgram;
  beforeAll(async () => {
    program = await bundledProgram("import './test/trainer/model-file/save-again.ts';");
  });
  afterAll(() => program.remove());

  test('that saves again and again leaves a whole model whenever it is killed', async () => {
    for (let round = 0; round < 10; round++) {
      const child = spawn(process.execPath, [program.file, path], { stdio: ['ignore', 'pipe', 'ignore'] });
      const exit = once(child, 'exit');
      // The first save is announced; the moment within a later one is left to chance.
      await Promise.race([once(child.stdout, 'data'), exit]);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      child.kill('SIGKILL');
      await exit;
      // Every model has one value in all its weights, and the same in its metadata.
      const { groups, multitask } = await structureOf(path);
      const { metadata } = multitask as { metadata: (typeof old)['metadata'] };
      const values = Object.entries(groups).flatMap(([group, weights]) =>
        weights.map(async ([name]) => [...(await valuesAt(path, group, name))]),
      );
      expect(new Set((await Promise.all(values)).flat())).toEqual(new Set([Number(metadata.versions.value)]));
    }
  });

  test('whose disk takes no more while HDF5 writes says so, keeps the old model and leaves no part', async () => {
    if (!existsSync('/bin/bash')) {
      console.warn('There is no /bin/bash here: not tested against a disk that really refuses.');
      return;
    }
    await save();
    const before = await readFile(path);
    // Files of at most 64 KB: less than the model.
    const { stderr, status } = spawnSync(
      '/bin/bash',
      ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, program.file, path],
      {
        encoding: 'utf8',
      },
    );
    expect(status).not.toBe(0);
    expect(stderr).toContain(
      'The model could not be saved: the file is larger than the disk or a limit of this user allows',
    );
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['model.h5']);
  });
});

describe('what HDF5 says of the disk has the code of the system', () => {
  test('for a folder that is not there', async () => {
    await expect(createH5(join(folder, 'gone', 'model.h5'), () => {})).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('for a full disk', async () => {
    if (!existsSync('/dev/full')) {
      console.warn('/dev/full does not exist here: not tested against a disk that is really full.');
      return;
    }
    await expect(createH5('/dev/full', () => {})).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
