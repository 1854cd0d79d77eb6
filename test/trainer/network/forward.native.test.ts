import { test } from 'vitest';
import { installedRuntime } from '../../../trainer/runtime/install/installed.ts';
import { nativeRung } from '../../../trainer/runtime/tensorflow/native-rung.ts';
import { describeForward } from './forward-cases.ts';

if (await installedRuntime('native')) {
  describeForward('the native rung', async () => {
    const runtime = await nativeRung.open({});
    return () => runtime.dispose();
  });
} else {
  test('forward on the native rung (not checked: the native runtime is not installed)', () => {});
}
