import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import { importDawn } from '../../../../trainer/runtime/webgpu/dawn.ts';
import { openWebgpu, webgpuRung } from '../../../../trainer/runtime/webgpu/webgpu-rung.ts';
import { nullDawn, nullNote } from './null-device.ts';
import { hasAdapter, note } from './software-adapter.ts';

const FLAGS = ['WEBGPU_USE_NAIVE_CONV2D_TRANSPOSE', 'WEBGPU_CPU_FORWARD'];

const surroundings = () => ({
  globals: Object.getOwnPropertyNames(globalThis).sort(),
  navigator: Object.getOwnPropertyDescriptor(globalThis, 'navigator'),
  exitListeners: process.listenerCount('exit'),
  flags: FLAGS.map((flag) => tf.env().get(flag)),
  convolution: tf.getKernel('Conv2DBackpropFilter', 'webgpu'),
});

test(`opens again after it was disposed of, and leaves the process as it was${note}`, async () => {
  if (!hasAdapter) return;
  const before = surroundings();
  for (let round = 0; round < 3; round++) {
    const runtime = await openWebgpu({ allowSoftwareAdapter: true });
    expect(tf.getBackend()).toBe('webgpu');
    const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64]))));
    expect([...(await sum.data())]).toEqual([64 ** 3]);
    sum.dispose();
    await runtime.dispose();
    expect(surroundings()).toEqual(before);
  }
});

test(`tells its device, driver and versions${note}`, async () => {
  if (!hasAdapter) return;
  const runtime = await openWebgpu({ allowSoftwareAdapter: true });
  await runtime.dispose();
  expect(runtime).toMatchObject({ rung: 'webgpu', device: expect.stringMatching(/\w/), driver: expect.any(String) });
  expect(runtime.version).toMatch(/^Dawn \(webgpu \d+\.\d+\.\d+\), TensorFlow\.js \d+\.\d+\.\d+$/);
});

test(`is what the ladder opens${nullNote}`, async () => {
  expect(webgpuRung.name).toBe('webgpu');
  if (!hasAdapter) await expect(webgpuRung.open({ allowSoftwareAdapter: true })).rejects.toThrow(UserError);
  else await (await webgpuRung.open({ allowSoftwareAdapter: true })).dispose();
});

test(`asks the device for all the memory that its adapter offers${nullNote}`, async () => {
  if (!nullDawn) return;
  let device: GPUDevice | undefined;
  const dawn = nullDawn;
  const runtime = await openWebgpu({
    loadDawn: async () => dawn,
    allowSoftwareAdapter: true,
    onDevice(opened) {
      device = opened;
    },
  });
  const adapter = await dawn.create([]).requestAdapter();
  expect(device?.limits.maxStorageBufferBindingSize).toBe(adapter?.limits.maxStorageBufferBindingSize);
  expect(device?.limits.maxBufferSize).toBe(adapter?.limits.maxBufferSize);
  await runtime.dispose();
});

test('says that the package webgpu is not installed', async () => {
  const open = openWebgpu({ loadDawn: () => importDawn('a-package-that-nobody-has-installed') });
  await expect(open).rejects.toThrow(UserError);
  await expect(open).rejects.toThrow('The package webgpu, which brings WebGPU to Node, is not installed.');
});

test.each([
  ['MODULE_NOT_FOUND', "Cannot find module './dawn.node'", 'The package webgpu has no program for'],
  ['ERR_DLOPEN_FAILED', 'version GLIBC_2.99 not found', 'WebGPU could not be loaded: version GLIBC_2.99 not found'],
])('says why Dawn cannot be loaded: %s', async (code, message, sentence) => {
  const module = `data:text/javascript,throw Object.assign(new Error(${JSON.stringify(message)}), { code: '${code}' })`;
  await expect(openWebgpu({ loadDawn: () => importDawn(module) })).rejects.toThrow(sentence);
});

test('says that there is no adapter', async () => {
  const gpu = { requestAdapter: async () => null } as unknown as GPU;
  const open = openWebgpu({ loadDawn: async () => ({ create: () => gpu, globals: {} }), allowSoftwareAdapter: true });
  await expect(open).rejects.toThrow('WebGPU found no graphics device that it can use.');
});
