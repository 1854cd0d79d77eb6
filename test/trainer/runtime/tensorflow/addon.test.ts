import { readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import '../../../../trainer/ops/gradients.ts';
import '../../../../trainer/ops/relu.ts';
import { CLIPPED_RELU } from '../../../../trainer/ops/kernels.ts';
import { PACKAGE } from '../../../../trainer/runtime/install/addon.ts';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import type { AddonSource } from '../../../../trainer/runtime/tensorflow/addon.ts';
import { BACKEND } from '../../../../trainer/runtime/tensorflow/backend.ts';
import { addon, BROKEN_ADDON, NO_ADDON, noAddon, workingAddon } from './fake-addons.ts';

const fresh = () => import('../../../../trainer/runtime/tensorflow/addon.ts');
const installed = await installedRuntime('native');

describe('loading an addon', () => {
  it('takes the first package that works, and makes it the backend', async () => {
    const { loadAddon } = await fresh();
    const good = await addon('the good one', workingAddon({ version: '2.18.0' }));
    const sources = [noAddon('none'), await addon('the bad one', NO_ADDON), good, await addon('more', workingAddon())];
    const { source, backend } = await loadAddon(sources);
    expect([source, backend.binding.TF_Version, tf.getBackend()]).toEqual([good, '2.18.0', BACKEND]);
  });

  it('keeps the warnings of the package to itself, and those of others not', async () => {
    const { loadAddon } = await fresh();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await loadAddon([await addon('a package', workingAddon())]);
    expect(warn).not.toHaveBeenCalled();
    console.warn('of others');
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it.each<[string, string, () => AddonSource | Promise<AddonSource>]>([
    ['no package', 'TensorFlow is not installed.', () => noAddon('b')],
    ['no addon', 'b has no addon: it was left out.', () => addon('b', NO_ADDON)],
    ['a library that cannot be loaded', 'b cannot be loaded (', () => addon('b', BROKEN_ADDON)],
    [
      'a package that throws',
      'b does not work (it is broken).',
      () => addon('b', 'throw new Error("it is broken\\nat x");'),
    ],
    [
      'a package that lacks another',
      "b does not work (Cannot find module 'nowhere').",
      () => addon('b', 'require("nowhere");'),
    ],
    ['another version', 'b is version 3.21.0, and 4.22 is needed.', () => addon('b', workingAddon(), '3.21.0')],
    [
      'a backend that does not start',
      'b does not work (TF.js could not start its backend).',
      () => addon('b', workingAddon().replace('=> ({', '=> { throw new Error("no device"); }, () => ({')),
    ],
  ])('says why there is none: %s', async (_, reason, source) => {
    const { loadAddon } = await fresh();
    await expect(loadAddon([noAddon('a'), await source()])).rejects.toThrow(reason);
  });

  it('names each package that fails', async () => {
    const { loadAddon } = await fresh();
    const sources = [await addon('a', NO_ADDON), await addon('b', 'throw new Error("it is broken");')];
    await expect(loadAddon(sources)).rejects.toThrow(
      'a has no addon: it was left out; b does not work (it is broken).',
    );
  });

  it('loads one TensorFlow and no other', async () => {
    const { loadAddon, unloadBackend } = await fresh();
    const [one, other] = [await addon('the one', workingAddon()), await addon('the other', workingAddon())];
    const first = await loadAddon([one]);
    unloadBackend(first);
    await expect(loadAddon([other])).rejects.toThrow(
      'This process has already loaded TensorFlow from the one, and can hold one only.',
    );
    expect((await loadAddon([other, one])).backend).toBe(first.backend);
    expect(tf.getBackend()).toBe(BACKEND);
  });

  it('leaves the next rung to set its own backend', async () => {
    const { loadAddon, unloadBackend } = await fresh();
    await import('@tensorflow/tfjs-backend-cpu');
    unloadBackend(await loadAddon([await addon('a package', workingAddon())]));
    expect(await tf.setBackend('cpu')).toBe(true);
    expect(tf.add([1, 2], 1).arraySync()).toEqual([2, 3]);
  });
});

const note = installed ? '' : ' (not checked: the native runtime is not installed)';

describe(`the addon of the private runtime${note}`, () => {
  it('says which library is missing', async () => {
    if (!installed) return;
    const folder = await withoutLibraries(installed.folder);
    const { loadAddon } = await fresh();
    const source: AddonSource = { ...noAddon('the private runtime native'), folder };
    await expect(loadAddon([source])).rejects.toThrow(
      'the private runtime native cannot be loaded (libtensorflow_cc.so.2: cannot open shared object file',
    );
    await rm(folder, { recursive: true });
  });

  it('shares its engine with our TF.js, and leaves our gradients and those of TF.js', async () => {
    if (!installed) return;
    const { loadAddon, privateRuntime } = await fresh();
    const ours = tf.getGradient(CLIPPED_RELU);
    const { backend } = await loadAddon([await privateRuntime('native')]);
    expect([tf.backend(), tf.getGradient(CLIPPED_RELU)]).toEqual([backend, ours]);
    const y = tf.tidy(() => tf.grad((x) => tf.sum(tf.mul(x, x)))(tf.tensor1d([1, 2, 3])));
    expect(y).toBeInstanceOf(tf.Tensor);
    expect([...y.dataSync()]).toEqual([2, 4, 6]);
    y.dispose();
  });
});

/** A copy of a runtime whose addon is there, and the libraries that it needs are not. */
async function withoutLibraries(runtime: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-addon-'));
  const packages = join(runtime, 'node_modules');
  await mkdir(join(folder, dirname(PACKAGE)), { recursive: true });
  for (const inside of ['', '@tensorflow']) {
    for (const name of readdirSync(join(packages, inside))) {
      const target = join(folder, 'node_modules', inside, name);
      if (name !== '@tensorflow' && name !== 'tfjs-node') await symlink(join(packages, inside, name), target);
    }
  }
  await cp(join(runtime, PACKAGE), join(folder, PACKAGE), {
    recursive: true,
    filter: (file) => !file.startsWith(join(runtime, PACKAGE, 'deps')),
  });
  return folder;
}
