import * as tf from '@tensorflow/tfjs-core';
import { eagerPrograms } from '../eager-programs.ts';
import type { Rung, RungOptions, Runtime } from '../rung.ts';
import { deviceName, driverName, findAdapter } from './adapter.ts';
import { dawnVersion, type LoadDawn, openDawn } from './dawn.ts';
import { openDevice } from './device.ts';
import { DeviceFailure } from './device-failure.ts';
import { setFlags } from './flags.ts';
import { putGlobals, withNavigator } from './globals.ts';
import { BACKEND, GuardedBackend } from './guarded-backend.ts';
import { replaceKernels } from './replace-kernels.ts';

/** TF.js on the graphics card, through WebGPU as Dawn brings it to Node. */
export const webgpuRung: Rung = { name: 'webgpu', open: (options) => openWebgpu(options) };

export interface WebgpuOptions extends RungOptions {
  /** Loads Dawn; left out: from the package webgpu. */
  readonly loadDawn?: LoadDawn;
  /** Sees the device when it is open, so that tests can break it. */
  readonly onDevice?: (device: GPUDevice) => void;
}

export async function openWebgpu({
  allowSoftwareAdapter = false,
  loadDawn,
  onDevice,
}: WebgpuOptions = {}): Promise<Runtime> {
  const { gpu, globals } = await openDawn(loadDawn);
  const adapter = await findAdapter(gpu, allowSoftwareAdapter);
  const device = await openDevice(adapter);
  const failure = new DeviceFailure(device);
  const removeGlobals = putGlobals(globals);
  const backend = withNavigator(gpu, () => new GuardedBackend(device, adapter.info, failure));
  const restoreFlags = setFlags(adapter.info);
  const restoreKernels = replaceKernels(backend);
  const destroy = () => device.destroy();
  // A process that ends while the device is at work would crash.
  process.once('exit', destroy);
  // TF.js registers one of its own if the process has a navigator.gpu already.
  if (tf.findBackendFactory(BACKEND)) tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => backend);
  await tf.setBackend(BACKEND);
  onDevice?.(device);
  const driver = driverName(adapter.info);
  return {
    ...eagerPrograms,
    rung: 'webgpu',
    device: deviceName(adapter.info),
    version: `Dawn (webgpu ${dawnVersion()}), TensorFlow.js ${tf.version_core}`,
    ...(driver !== undefined && { driver }),
    throwIfFailed: () => failure.throwIfFailed(),
    async dispose() {
      await failure.end();
      restoreKernels();
      restoreFlags();
      tf.removeBackend(BACKEND);
      removeGlobals();
      process.off('exit', destroy);
      destroy();
    },
  };
}
