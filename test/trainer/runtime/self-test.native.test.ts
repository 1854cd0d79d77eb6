import { expect } from 'vitest';
import { selfTest } from '../../../trainer/runtime/self-test/self-test.ts';
import { onNative } from './tensorflow/native.ts';

onNative()('the self-test is passed by native', async (runtime) => {
  expect(await selfTest(runtime)).toEqual({ milliseconds: expect.any(Number) });
});
