import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Runtime } from '../../../trainer/runtime/rung.ts';
import { selfTest } from '../../../trainer/runtime/self-test/self-test.ts';
import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { scaledKernel, withKernel } from './spoiled-kernel.ts';

let runtime: Runtime;

beforeAll(async () => {
  runtime = await openWasm();
});

afterAll(() => runtime.dispose());

describe('the self-test', () => {
  it('is passed by wasm, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    expect(await selfTest(runtime)).toEqual({ milliseconds: expect.any(Number) });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['DepthwiseConv2dNativeBackpropFilter', 'the gradient of dw/depthwise_kernel is '],
    ['Conv2DBackpropFilter', 'the gradient of pw/kernel is '],
    ['Conv2DBackpropInput', 'the gradient of dw/depthwise_kernel is '],
    ['MaxPoolGrad', 'the gradient of pw_bn/beta is '],
  ])('names what is wrong when %s is off by three percent', async (kernel, what) => {
    const { failure } = await withKernel(kernel, scaledKernel(kernel, 1.03), () => selfTest(runtime));
    expect(failure).toContain(`came to wrong numbers: ${what}`);
    expect(failure).toMatch(/is -?[\d.e-]+ where it should be -?[\d.e-]+\.$/);
  });

  it('names a kernel that is wrong only when a network is used, not trained', async () => {
    const { failure } = await withKernel('FusedBatchNorm', scaledKernel('FusedBatchNorm', 1.5), () =>
      selfTest(runtime),
    );
    expect(failure).toContain('came to wrong numbers: the answer of head_');
  });

  it('refuses a loss that is no number', async () => {
    const { failure } = await withKernel('Log', scaledKernel('Log', Number.NaN), () => selfTest(runtime));
    expect(failure).toMatch(/the loss of head_0 is NaN where it should be 3\.359\.$/);
  });

  it('refuses a device that failed meanwhile', async () => {
    const failed: Runtime = {
      ...runtime,
      throwIfFailed() {
        throw new Error('The device was lost.');
      },
    };
    expect((await selfTest(failed)).failure).toMatch(/failed: The device was lost\.$/);
  });

  it('says what a kernel throws', async () => {
    const fail = () => {
      throw new Error('The device is gone.');
    };
    const { failure } = await withKernel('MaxPoolGrad', fail, () => selfTest(runtime));
    expect(failure).toBe('Its self-test, one small training step, failed: The device is gone.');
  });
});
