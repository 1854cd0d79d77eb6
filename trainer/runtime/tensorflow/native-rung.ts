import { availableParallelism } from 'node:os';
import { counted } from '../../../core/words.ts';
import type { Rung } from '../rung.ts';
import { loadAddon, npmPackage, privateRuntime } from './addon.ts';
import { tensorFlowRuntime } from './open-tensorflow.ts';

/** TensorFlow on the CPU, through whichever addon is there. */
export const nativeRung: Rung = {
  name: 'native',
  async open() {
    const addon = await loadAddon([
      await privateRuntime('native'),
      await privateRuntime('cuda'),
      npmPackage('@tensorflow/tfjs-node'),
      npmPackage('@tensorflow/tfjs-node-gpu'),
    ]);
    const threads = Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism();
    return tensorFlowRuntime(addon, { rung: 'native', device: `CPU, ${counted(threads, 'thread')}` });
  },
};
