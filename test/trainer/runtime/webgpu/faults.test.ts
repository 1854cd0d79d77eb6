import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import type { Runtime } from '../../../../trainer/runtime/rung.ts';
import { DeviceFailure } from '../../../../trainer/runtime/webgpu/device-failure.ts';
import { openWebgpu } from '../../../../trainer/runtime/webgpu/webgpu-rung.ts';
import { nullDawn, nullNote } from './null-device.ts';
import { hasAdapter, note } from './software-adapter.ts';

/** Runs `check` on a device that it may break. */
async function onDevice(
  check: (runtime: Runtime, device: GPUDevice) => Promise<void>,
  loadDawn?: () => Promise<NonNullable<typeof nullDawn>>,
): Promise<void> {
  let device: GPUDevice | undefined;
  const runtime = await openWebgpu({
    allowSoftwareAdapter: true,
    onDevice(opened) {
      device = opened;
    },
    ...(loadDawn && { loadDawn }),
  });
  try {
    await check(runtime, device!);
  } finally {
    await runtime.dispose();
  }
}

const onNullDevice = (check: (runtime: Runtime, device: GPUDevice) => Promise<void>) =>
  onDevice(check, async () => nullDawn!);

test(`a device that is lost while it computes ends what waits for it${note}`, async () => {
  if (!hasAdapter) return;
  await onDevice(async (runtime, device) => {
    const x = tf.ones([200, 200]);
    const reads = [tf.matMul(x, x).data(), tf.sum(x).data()];
    device.destroy();
    for (const outcome of await Promise.allSettled(reads)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(UserError) });
    }
    expect(() => runtime.throwIfFailed()).toThrow(/^The graphics device was lost .*driver was reset/);
    expect(() => tf.add(x, 1)).toThrow(UserError);
    await expect(x.data()).rejects.toThrow('The graphics device was lost');
  });
});

test(`a device that runs out of memory asks for a smaller batch${nullNote}`, async () => {
  if (!nullDawn) return;
  await onNullDevice(async (runtime) => {
    runtime.throwIfFailed();
    const fill = () => {
      for (let i = 0; i < 10; i++) tf.fill([4096, 4096], i);
    };
    expect(fill).toThrow(UserError);
    expect(fill).toThrow(/^The graphics device ran out of memory .*Make model.batch_size or model.input_shape smaller/);
    expect(() => runtime.throwIfFailed()).toThrow('ran out of memory');
  });
});

test(`a tensor that no buffer can hold is refused with the sizes, and the device goes on${nullNote}`, async () => {
  if (!nullDawn) return;
  await onNullDevice(async (runtime) => {
    const tooLarge = () => tf.fill([60_000, 60_000], 1);
    expect(tooLarge).toThrow(UserError);
    expect(tooLarge).toThrow(/one tensor needs 13733 MiB, and the device takes \d+ MiB at most. Make model.batch_size/);
    runtime.throwIfFailed();
  });
});

test(`a command that the device refuses is an error${nullNote}`, async () => {
  if (!nullDawn) return;
  await onNullDevice(async (runtime, device) => {
    const kept = tf.fill([4], 1);
    device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
    expect(() => runtime.throwIfFailed()).toThrow(/^The graphics device refused a command \(.+\)/);
    await expect(kept.data()).rejects.toThrow(UserError);
  });
});

test('a read that never comes is not waited for', async () => {
  let lose: (info: Pick<GPUDeviceLostInfo, 'message'>) => void = () => {};
  const lost = new Promise((resolve) => {
    lose = resolve;
  });
  const failure = new DeviceFailure({ lost, queue: {} } as unknown as GPUDevice);
  const read = failure.orFailure(new Promise(() => {}));
  lose({ message: 'VK_ERROR_DEVICE_LOST\n at somewhere' });
  await expect(read).rejects.toThrow('The graphics device was lost (VK_ERROR_DEVICE_LOST): its driver was reset');
  await expect(failure.orFailure(Promise.resolve(1))).rejects.toThrow(UserError);
});

test('what a device computed before it is let go is handed out, and its end is no failure', async () => {
  const lost = new Promise(() => {});
  const queue = { onSubmittedWorkDone: async () => undefined };
  const failure = new DeviceFailure({ lost, queue } as unknown as GPUDevice);
  expect(await failure.orFailure(Promise.resolve(1))).toBe(1);
  await expect(failure.orFailure(Promise.reject(new Error('another')))).rejects.toThrow('another');
  await failure.end();
  failure.throwIfFailed();
});
