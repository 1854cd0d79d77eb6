import { expect, test } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { loadOnnxRuntime } from '../../../trainer/export/onnx/onnxruntime.ts';

test.each([
  ['is not installed', 'ERR_MODULE_NOT_FOUND', 'it is not installed: npm install onnxruntime-node'],
  ['does not load', 'ERR_DLOPEN_FAILED', 'it does not load on this machine (libc.so.6 is too old)'],
  ['has no build for the machine', 'MODULE_NOT_FOUND', 'it does not load on this machine (libc.so.6 is too old)'],
])('an onnxruntime-node that %s is told before anything is written', async (_, code, reason) => {
  const load = () => Promise.reject(Object.assign(new Error('libc.so.6 is too old\nand more'), { code }));
  const error = await loadOnnxRuntime(load).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(
    `An ONNX file is compared with its model by onnxruntime-node before it is kept, and ${reason}. Nothing was written.`,
  );
});
