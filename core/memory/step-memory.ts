import type { Model } from '../../schemas/types/config.ts';

/** What a training step of a network that learns as a whole holds at once, in bytes, at the least. */
export interface StepMemory {
  /** Layer outputs that the backward pass needs, of all images of the batch. */
  readonly activations: number;
  /** Weights, their gradients and Adam's two running means. */
  readonly weights: number;
  readonly total: number;
}

/** Of a backbone without its heads. */
interface BackboneSize {
  /** Numbers that the backward pass needs, per pixel of the input. */
  readonly activationsPerPixel: number;
  readonly trainableParameters: number;
  /** Of the last layer, which the heads read. */
  readonly channels: number;
}

const BYTES = 4;
/** The weight, its gradient, and Adam's means of the gradient and of its square. */
const NUMBERS_PER_PARAMETER = 4;

/**
 * An estimate to within a twentieth for inputs of 96 pixels or more, from below: a runtime adds its own workspace, batches that wait and the image cache.
 * Kept are the outputs of all layers but of batch normalizations that a ReLU alone reads (the two are one operation), and the depthwise half of a separable convolution.
 */
export function stepMemory(model: Model): StepMemory {
  const { activationsPerPixel, trainableParameters, channels } = backboneSize(model);
  const [height, width] = model.input_shape;
  const labels = Object.values(model.target_encoder).reduce((sum, ofTask) => sum + ofTask.length, 0);
  const activations = BYTES * activationsPerPixel * height * width * model.batch_size;
  const weights = BYTES * NUMBERS_PER_PARAMETER * (trainableParameters + (channels + 1) * labels);
  return { activations, weights, total: activations + weights };
}

function backboneSize({ backbone, alpha }: Model): BackboneSize {
  switch (backbone) {
    case 'xception':
      return { activationsPerPixel: 720, trainableParameters: 20_806_952, channels: 2048 };
    case 'mobilenet':
      return {
        activationsPerPixel: 234 * alpha + 5,
        // Convolutions from channels to channels grow with the square, depthwise ones and batch normalizations with the width alone.
        trainableParameters: 3_139_584 * alpha ** 2 + 67_392 * alpha,
        channels: 1024 * alpha,
      };
  }
}
