import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { describeForward } from './forward-cases.ts';

describeForward('the wasm rung', async () => {
  const { runtime } = await openRuntime({ rung: 'wasm' });
  return () => runtime.dispose();
});
