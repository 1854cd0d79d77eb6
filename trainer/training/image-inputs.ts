import { augmentsValidation } from '../../core/config/augments-validation.ts';
import type { Sample, Split } from '../../core/dataframe/dataframe.ts';
import type { Config } from '../../schemas/types/config.ts';
import { batches } from '../images/batches.ts';
import type { ImageSource } from '../images/image-source.ts';
import type { BadImages } from './bad-images.ts';
import type { InputBatch, Inputs } from './inputs.ts';
import { epochOrder, fullBatches, naturalOrder } from './order.ts';

export interface ImageInputsOptions {
  readonly source: ImageSource;
  readonly config: Config;
  readonly split: Split;
  readonly badImages: BadImages;
}

/** Images as they come from the source: [height, width, 3], values 0 … 255. */
export class ImageInputs implements Inputs {
  readonly shape: readonly number[];
  readonly #options: ImageInputsOptions;

  constructor(options: ImageInputsOptions) {
    this.#options = options;
    this.shape = [...options.config.model.input_shape, 3];
  }

  training(epoch: number): AsyncIterable<InputBatch> {
    const { train } = this.#options.split;
    return this.#load(train, epochOrder(train.length, this.#options.config.model.random_seed, epoch), epoch);
  }

  /** Streams of random numbers differ by row, so validation rows draw others than training rows in the same epoch. */
  validation(epoch: number): AsyncIterable<InputBatch> {
    return augmentsValidation(this.#options.config) ? this.variant('validation', epoch) : this.part('validation');
  }

  part(part: 'validation' | 'test'): AsyncIterable<InputBatch> {
    const samples = this.#options.split[part];
    return this.#load(samples, naturalOrder(samples.length));
  }

  /** The rows in order, changed as augmentation variant number `variant` has it. */
  variant(part: 'train' | 'validation', variant: number): AsyncIterable<InputBatch> {
    const samples = this.#options.split[part];
    return this.#load(samples, naturalOrder(samples.length), variant);
  }

  /** `variant` left out: not augmented. */
  async *#load(samples: readonly Sample[], order: readonly number[], variant?: number): AsyncGenerator<InputBatch> {
    const { source, badImages } = this.#options;
    const { batch_size, augmentation, random_seed: seed } = this.#options.config.model;
    const augmentFor =
      variant === undefined || !augmentation.enabled
        ? undefined
        : ({ row }: Sample) => ({ augmentation, seed, variant, row });
    let place = 0;
    for await (const batch of batches(source, samples, fullBatches(order, batch_size), batch_size, augmentFor)) {
      const usable = batch.samples.map((_, i) => place + i < order.length);
      for (const { index, reason } of batch.bad) {
        badImages.add(batch.samples[index] as Sample, reason);
        usable[index] = false;
      }
      fillBad(
        batch.pixels,
        batch.bad.map(({ index }) => index),
        batch.samples.length,
      );
      yield { inputs: new Float32Array(batch.pixels), samples: batch.samples, usable };
      place += batch_size;
    }
  }
}

/** Puts a readable image in the place of each one that went bad since the run began: black ones would sway batch normalization. */
function fillBad(pixels: Uint8Array, bad: readonly number[], images: number): void {
  const good = naturalOrder(images).find((index) => !bad.includes(index));
  if (good === undefined) return;
  const size = pixels.length / images;
  for (const index of bad) pixels.copyWithin(index * size, good * size, (good + 1) * size);
}
