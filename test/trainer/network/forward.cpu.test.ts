import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describeForward, kerasCases } from './forward-cases.ts';

// Xception takes long here: one image is enough.
const quick = kerasCases.filter(({ backbone, input }) => backbone === 'mobilenet' || input[1] === 90);

describeForward(
  "TF.js' plain JavaScript backend",
  async () => {
    await tf.setBackend('cpu');
    return async () => {};
  },
  quick,
);
