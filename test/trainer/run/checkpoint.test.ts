import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk, type Files } from '../../../core/files.ts';
import { type Checkpoint, CheckpointStore } from '../../../trainer/run/checkpoint.ts';
import { hashTensors } from '../../../trainer/run/tensor-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multitask-checkpoint-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a run might know after an epoch; its numbers tell which epoch it was. */
function checkpoint(epoch: number, bestEpoch: number): Omit<Checkpoint, 'best'> {
  const tensor = (value: number) => ({ shape: [2, 2], values: Float32Array.of(value, value / 3, -0, 1e-38) });
  return {
    progress: {
      epoch,
      steps: epoch * 10,
      earlyStopping: { wait: epoch - bestEpoch, best: 0.5, bestEpoch },
      reduceLROnPlateau: { wait: 0, best: 0.5, learningRate: Math.fround(0.01) },
      seconds: 1.5,
      stepSeconds: 1,
      images: 100,
    },
    fingerprint: { seed: 1, config: 'c', data: 'd', frozenWeights: 'f' },
    weights: new Map([
      ['a/kernel', tensor(epoch)],
      ['a/bias', tensor(epoch + 0.5)],
    ]),
    optimizer: new Map([['m/a/kernel', tensor(-epoch)]]),
  };
}

/** Lets the disk refuse one of the changes, counted from 0. */
function failingAt(call: number, code: string): Files & { readonly calls: () => number } {
  let calls = 0;
  const fail = () => {
    if (calls++ === call) throw Object.assign(new Error(code), { code });
  };
  return {
    calls: () => calls,
    async write(path, chunks) {
      try {
        fail();
      } catch (error) {
        // As much as fitted.
        await writeFile(path, 'torn');
        throw error;
      }
      return disk.write(path, chunks);
    },
    async replace(path, text) {
      fail();
      return disk.replace(path, text);
    },
    async move(from, to) {
      fail();
      return disk.move(from, to);
    },
    async remove(path) {
      fail();
      return disk.remove(path);
    },
  };
}

describe('the checkpoint', () => {
  it('comes back bit by bit', async () => {
    const store = await CheckpointStore.open(folder);
    expect(await store.load()).toBeUndefined();
    expect(store.progress).toBeUndefined();
    await store.save(checkpoint(0, 0));
    await store.save(checkpoint(1, 0));
    const saved = checkpoint(1, 0);
    const loaded = (await (await CheckpointStore.open(folder)).load())!;
    expect(loaded.progress).toEqual(saved.progress);
    expect(loaded.fingerprint).toEqual(saved.fingerprint);
    expect(hashTensors(loaded.weights)).toBe(hashTensors(saved.weights));
    expect(hashTensors(loaded.optimizer)).toBe(hashTensors(saved.optimizer));
    expect(hashTensors(loaded.best)).toBe(hashTensors(checkpoint(0, 0).weights));
  });

  it('keeps no file that nothing names, those of a torn save among them', async () => {
    const store = await CheckpointStore.open(folder);
    await writeFile(join(folder, 'weights-000009.bin'), 'torn');
    for (const [epoch, best] of [
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 1],
    ] as const) {
      await store.save(checkpoint(epoch, best));
    }
    expect((await readdir(folder)).sort()).toEqual([
      'manifest.json',
      'optimizer-000003.bin',
      'weights-000001.bin',
      'weights-000003.bin',
    ]);
  });

  it.each(['ENOSPC', 'EIO', 'EROFS'])(
    'is the old or the new one, whole, whichever change the disk refuses: %s',
    async (code) => {
      let calls = 0;
      for (let call = 0; call <= calls; call++) {
        await rm(folder, { recursive: true, force: true });
        folder = await mkdtemp(join(tmpdir(), 'multitask-checkpoint-'));
        await (await CheckpointStore.open(folder)).save(checkpoint(0, 0));
        const files = failingAt(call, code);
        const store = await CheckpointStore.open(folder, files);
        const saving = store.save(checkpoint(1, 1));
        const refused = await saving.then(
          () => undefined,
          (error: unknown) => error,
        );
        calls = files.calls();
        const loaded = (await (await CheckpointStore.open(folder)).load())!;
        expect(store.progress).toEqual(loaded.progress);
        const expected = checkpoint(loaded.progress.epoch, loaded.progress.epoch);
        expect(hashTensors(loaded.weights)).toBe(hashTensors(expected.weights));
        expect(hashTensors(loaded.best)).toBe(hashTensors(expected.weights));
        if (call < calls) {
          expect(refused).toBeInstanceOf(UserError);
          expect((refused as Error).message).toMatch(/^The checkpoint of epoch 2 could not be saved: the disk /);
        } else {
          expect(refused).toBeUndefined();
          expect(loaded.progress.epoch).toBe(1);
        }
      }
      // Two files of tensors, the manifest, two old files.
      expect(calls).toBe(5);
    },
  );

  it('that was changed on the disk is refused', async () => {
    const store = await CheckpointStore.open(folder);
    await store.save(checkpoint(0, 0));
    const path = join(folder, 'weights-000000.bin');
    const bytes = await readFile(path);
    bytes[3]! ^= 1;
    await writeFile(path, bytes);
    await expect(store.load()).rejects.toThrow(
      /weights-000000\.bin is not the file that the run saved: its size or sha256 differs/,
    );
    await rm(path);
    await expect(store.load()).rejects.toThrow(UserError);
    await appendFile(join(folder, 'manifest.json'), '}');
    await expect(CheckpointStore.open(folder)).rejects.toThrow(/manifest\.json is damaged/);
  });
});
