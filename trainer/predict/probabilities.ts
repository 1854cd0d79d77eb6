import * as tf from '@tensorflow/tfjs-core';
import { bytesPerImage, type Preprocessing } from '../images/preprocess.ts';
import type { InferenceProgram } from '../runtime/programs.ts';

/** Softmax probabilities: task → image → label. */
export type Probabilities = number[][][];

/** What a network says of images. @param images as readPixels gives them by the same rule. */
export async function probabilitiesOf(
  images: readonly Uint8Array[],
  rule: Preprocessing,
  program: InferenceProgram,
): Promise<Probabilities> {
  if (images.length === 0) return [];
  const outputs = tf.tidy(() => {
    const x = tf.tensor4d(networkInput(images, rule), [images.length, rule.height, rule.width, 3]);
    return program.run(x).map((logits) => tf.softmax(logits));
  });
  try {
    return (await Promise.all(outputs.map((output) => output.array()))) as Probabilities;
  } finally {
    tf.dispose(outputs);
  }
}

/** [images, height, width, 3], values 0 … 255. */
export function networkInput(images: readonly Uint8Array[], rule: Preprocessing): Float32Array {
  const pixels = new Float32Array(images.length * bytesPerImage(rule));
  images.forEach((image, i) => {
    pixels.set(image, i * bytesPerImage(rule));
  });
  return pixels;
}
