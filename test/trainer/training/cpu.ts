import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** TF.js' pure JavaScript backend: exact and slow. */
export async function useCpu(): Promise<void> {
  await tf.setBackend('cpu');
}
