import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../../../../trainer/runtime/rung.ts';
import { openWebgpu } from '../../../../trainer/runtime/webgpu/webgpu-rung.ts';
import { hasAdapter, note } from './software-adapter.ts';

/** Tests on the WebGPU runtime, on whatever device there is; where there is none they say so, and pass. */
export function onWebgpu(): (name: string, check: (runtime: Runtime) => unknown) => void {
  let runtime: Runtime | undefined;
  beforeAll(async () => {
    runtime = hasAdapter ? await openWebgpu({ allowSoftwareAdapter: true }) : undefined;
  });
  afterAll(() => runtime?.dispose());
  return (name, check) => {
    test(`${name}${note}`, async () => {
      expect(runtime !== undefined).toBe(hasAdapter);
      if (runtime) await check(runtime);
    });
  };
}
