import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describeForward, kerasCases } from './forward-cases.ts';

// Several images take xception long here.
const quick = kerasCases.filter(({ backbone, images }) => backbone === 'mobilenet' || images === 1);

describeForward(
  "TF.js' plain JavaScript backend",
  async () => {
    await tf.setBackend('cpu');
    return async () => {};
  },
  quick,
);
