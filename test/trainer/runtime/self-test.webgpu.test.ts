import { expect, it } from 'vitest';
import { selfTest } from '../../../trainer/runtime/self-test/self-test.ts';
import { openWebgpu } from '../../../trainer/runtime/webgpu/webgpu-rung.ts';
import { hasAdapter, note } from './webgpu/software-adapter.ts';

it(`the self-test is passed by webgpu${note}`, async () => {
  const runtime = hasAdapter ? await openWebgpu({ allowSoftwareAdapter: true }) : undefined;
  const result = runtime && (await selfTest(runtime));
  await runtime?.dispose();
  expect(result).toEqual(hasAdapter ? { milliseconds: expect.any(Number) } : undefined);
});
