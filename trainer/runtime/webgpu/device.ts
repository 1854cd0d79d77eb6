import { UserError } from '../../../core/errors.ts';

/** What larger networks and batches need more of than WebGPU promises everywhere, such as 256 MiB in one buffer. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const;

/** timestamp-query lets tf.time and tf.profile tell how long kernels take. */
const FEATURES: readonly GPUFeatureName[] = ['timestamp-query'];

/** A device with all that its adapter offers of LIMITS and FEATURES. @throws UserError if the driver refuses one. */
export async function openDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  try {
    return await adapter.requestDevice({
      label: 'Multitask Vision',
      requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`The graphics driver opened no device: ${reason}`, { cause: error });
  }
}
