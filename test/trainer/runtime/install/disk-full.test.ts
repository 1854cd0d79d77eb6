import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import { unpackWheel } from '../../../../trainer/runtime/install/unpack-wheel.ts';
import { fakeMachine } from './fake-machine.ts';

vi.mock('../../../../trainer/runtime/install/unpack-wheel.ts', async (original) => {
  const module = await original<typeof import('../../../../trainer/runtime/install/unpack-wheel.ts')>();
  return { ...module, unpackWheel: vi.fn(module.unpackWheel) };
});

test('a disk that fills up while a wheel is unpacked is said; the wheel is kept, the half of its files is not', async () => {
  const machine = await fakeMachine();
  vi.mocked(unpackWheel).mockImplementationOnce(async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  const error = await machine.install().catch((reason: unknown) => reason);
  const runtimes = join(machine.data, 'runtimes');
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(`The runtime native could not be saved: the disk is full (${runtimes}).`);
  expect(await installedRuntime('native')).toBeUndefined();

  await rm(join(machine.folder, 'index/tensorflow-cpu'), { recursive: true });
  await machine.install();
  expect(await machine.runtimes()).toEqual(['native']);
});
