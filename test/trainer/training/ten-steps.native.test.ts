import { test } from 'vitest';
import { installedRuntime } from '../../../trainer/runtime/install/installed.ts';
import { nativeRung } from '../../../trainer/runtime/tensorflow/native-rung.ts';
import { describeTenSteps } from './ten-steps-cases.ts';

if (await installedRuntime('native')) {
  describeTenSteps('the native rung', () => nativeRung.open({}), 0.02);
} else {
  test('ten steps on the native rung (not checked: the native runtime is not installed)', () => {});
}
