import { afterAll, beforeAll, expect, test } from 'vitest';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import type { Runtime } from '../../../../trainer/runtime/rung.ts';
import { nativeRung } from '../../../../trainer/runtime/tensorflow/native-rung.ts';

const installed = await installedRuntime('native');
const note = installed ? '' : ' (not checked: the native runtime is not installed; multitask runtime install native)';

/** Tests on the private native runtime, where it is installed; elsewhere they say that it is not, and pass. */
export function onNative(): (name: string, check: (runtime: Runtime) => unknown) => void {
  let runtime: Runtime | undefined;
  beforeAll(async () => {
    runtime = installed && (await nativeRung.open({}));
  });
  afterAll(() => runtime?.dispose());
  return (name, check) => {
    test(`${name}${note}`, async () => {
      expect(runtime === undefined).toBe(installed === undefined);
      if (runtime) await check(runtime);
    });
  };
}
