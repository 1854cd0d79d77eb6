import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { claimRuntime } from '../../../../trainer/runtime/install/claim.ts';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import { removeRuntime } from '../../../../trainer/runtime/install/remove.ts';
import { fakeMachine } from './fake-machine.ts';

test('a runtime is removed, and what it took is said', async () => {
  const machine = await fakeMachine();
  const { manifest } = await machine.install();
  const freed = await removeRuntime('native');
  expect(freed).toBeGreaterThanOrEqual(manifest.bytes);
  expect(await installedRuntime('native')).toBeUndefined();
  expect(await machine.runtimes()).toEqual([]);
});

test('where there is none, nothing is changed', async () => {
  const machine = await fakeMachine();
  expect(await removeRuntime('native')).toBeUndefined();
  expect(await machine.runtimes()).toEqual([]);
});

test('what an unfinished install and an unfinished removal have left goes too', async () => {
  const machine = await fakeMachine();
  await machine.set('g++', 'fail');
  await expect(machine.install()).rejects.toThrow('could not be compiled');
  await mkdir(join(machine.data, 'runtimes/native.1234.removed'));
  await writeFile(join(machine.data, 'runtimes/native.1234.removed/file'), '');
  await mkdir(join(machine.data, 'runtimes/cuda.5678.partial'));
  expect(await removeRuntime('native')).toBeGreaterThan(0);
  expect(await machine.runtimes()).toEqual(['cuda.5678.partial']);
});

test('not while an install is at work', async () => {
  const machine = await fakeMachine();
  await machine.install();
  const release = await claimRuntime(join(machine.data, 'runtimes'), 'native');
  await expect(removeRuntime('native')).rejects.toThrow(`is being changed by process ${process.pid}`);
  expect(await installedRuntime('native')).toBeDefined();
  await release();
});

test('files that this user may not delete are said; root may delete them', async () => {
  const bound = process.getuid?.() !== 0;
  const machine = await fakeMachine();
  const { folder } = await machine.install();
  await chmod(join(folder, 'site-packages'), 0o555);
  const removed = removeRuntime('native');
  if (bound) await expect(removed).rejects.toThrow('The runtime native could not be removed whole: EACCES');
  else expect(await removed).toBeGreaterThan(0);
  expect(await installedRuntime('native')).toBeUndefined();
  const runtimes = join(machine.data, 'runtimes');
  for (const left of await machine.runtimes()) await chmod(join(runtimes, left, 'site-packages'), 0o755);
});
