import * as tf from '@tensorflow/tfjs-core';

/** Sets TF.js' flags for a device. @returns puts the former values back. */
export function setFlags(info: GPUAdapterInfo): () => void {
  const flags = flagsFor(info);
  const before = Object.keys(flags).map((flag) => [flag, tf.env().get(flag)] as const);
  for (const [flag, value] of Object.entries(flags)) tf.env().set(flag, value);
  return () => {
    for (const [flag, value] of before) tf.env().set(flag, value as boolean | number);
  };
}

function flagsFor({ vendor }: GPUAdapterInfo): Record<string, boolean | number> {
  return {
    // Off: input gradients of convolutions as a tiled matrix product. The default has every thread walk all taps and channels alone,
    // which wins only with few channels.
    WEBGPU_USE_NAIVE_CONV2D_TRANSPOSE: false,
    // Off: small tensors would be computed in JavaScript as long as they have not been on the device. Then a self-test on small tensors
    // would prove other code than the code that trains.
    WEBGPU_CPU_FORWARD: false,
    // A product of few 32 × 32 tiles leaves most of a large device idle, so it is cut finer. TF.js' own bound, 8 tiles, is for devices
    // that share a chip with the CPU, as Intel's mostly do.
    ...(vendor !== 'intel' && { WEBGPU_THRESHOLD_TO_INCREASE_WORKGROUPS_FOR_MATMUL: 64 }),
  };
}
