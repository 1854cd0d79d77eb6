import * as tf from '@tensorflow/tfjs-core';
import type { Sample } from '../../core/dataframe/dataframe.ts';
import type { InferenceProgram } from '../runtime/programs.ts';
import { type Emit, phaseProgress } from './events.ts';
import type { ImageInputs } from './image-inputs.ts';
import type { InputBatch, Inputs } from './inputs.ts';
import { epochOrder, fullBatches, naturalOrder } from './order.ts';

/** Features are kept in memory up to this size; where the variants do not fit, there are fewer of them. */
const FEATURE_BYTES = 2 * 1024 ** 3;

export interface FeatureInputsOptions {
  readonly images: ImageInputs;
  /** How many rows each part has. */
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  /** From an image to its features, with its weights loaded. */
  readonly backbone: InferenceProgram;
  /** Features of one image. */
  readonly features: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Augmented variants of the training rows; 1 without augmentation. */
  readonly variants: number;
  /** Whether the validation rows have as many. */
  readonly augmentsValidation: boolean;
  readonly emit: Emit;
}

/** A table of features, row by row, and the rows' samples. */
interface Features {
  readonly values: Float32Array;
  readonly samples: readonly Sample[];
  readonly usable: readonly boolean[];
}

/**
 * Features of a frozen backbone, computed once and kept: of each validation and test image, and of each augmented variant of each training
 * image (and validation image, if those are augmented). Epoch e sees variant e modulo `variants`, so the first epochs compute and the later
 * ones reuse.
 */
export class FeatureInputs implements Inputs {
  readonly shape: readonly number[];
  readonly variants: number;
  readonly #options: FeatureInputsOptions;
  readonly #kept = new Map<string, Features>();

  constructor(options: FeatureInputsOptions) {
    this.#options = options;
    this.shape = [options.features];
    this.variants = this.#affordableVariants();
  }

  async *training(epoch: number, stop?: AbortSignal): AsyncGenerator<InputBatch> {
    const { rows, seed } = this.#options;
    const features = await this.#variant('train', epoch % this.variants, stop);
    if (features) yield* this.#batches(features, epochOrder(rows.train, seed, epoch));
  }

  async *validation(epoch: number, stop?: AbortSignal): AsyncGenerator<InputBatch> {
    const { rows, augmentsValidation } = this.#options;
    if (!augmentsValidation) return yield* this.part('validation', stop);
    const features = await this.#variant('validation', epoch % this.variants, stop);
    if (features) yield* this.#batches(features, naturalOrder(rows.validation));
  }

  async *part(part: 'validation' | 'test', stop?: AbortSignal): AsyncGenerator<InputBatch> {
    const { rows, images } = this.#options;
    const features = await this.#features(part, rows[part], () => images.part(part), stop);
    if (features) yield* this.#batches(features, naturalOrder(rows[part]));
  }

  /** How many variants of the training rows the epochs from `epoch` on have yet to compute. */
  variantsLeft(epoch: number, epochs: number): number {
    const last = Math.min(this.variants, epochs - epoch);
    return naturalOrder(last).filter((i) => !this.#kept.has(variantName('train', (epoch + i) % this.variants))).length;
  }

  #variant(
    part: 'train' | 'validation',
    variant: number,
    stop: AbortSignal | undefined,
  ): Promise<Features | undefined> {
    const { rows, images } = this.#options;
    return this.#features(variantName(part, variant), rows[part], () => images.variant(part, variant), stop);
  }

  /** Kept features, or computed ones; undefined if a stop was asked for meanwhile. */
  async #features(
    name: string,
    rows: number,
    load: () => AsyncIterable<InputBatch>,
    stop: AbortSignal | undefined,
  ): Promise<Features | undefined> {
    const kept = this.#kept.get(name);
    if (kept) return kept;
    const width = this.shape[0] as number;
    const values = new Float32Array(rows * width);
    const samples: Sample[] = [];
    const usable: boolean[] = [];
    const progress = phaseProgress(this.#options.emit, 'features', rows);
    for await (const batch of load()) {
      if (stop?.aborted) return undefined;
      const wanted = Math.min(batch.samples.length, rows - samples.length);
      const computed = await this.#compute(batch.inputs);
      values.set(computed.subarray(0, wanted * width), samples.length * width);
      samples.push(...batch.samples.slice(0, wanted));
      usable.push(...batch.usable.slice(0, wanted));
      progress(samples.length);
    }
    const features = { values, samples, usable };
    this.#kept.set(name, features);
    return features;
  }

  async #compute(inputs: Float32Array): Promise<Float32Array> {
    const { backbone, batchSize, images } = this.#options;
    const x = tf.tensor(inputs, [batchSize, ...images.shape], 'float32');
    const features = backbone.run(x)[0] as tf.Tensor2D;
    x.dispose();
    try {
      return (await features.data()) as Float32Array;
    } finally {
      features.dispose();
    }
  }

  *#batches({ values, samples, usable }: Features, order: readonly number[]): Generator<InputBatch> {
    const { batchSize } = this.#options;
    const width = this.shape[0] as number;
    const full = fullBatches(order, batchSize);
    for (let start = 0; start < full.length; start += batchSize) {
      const members = full.slice(start, start + batchSize);
      const inputs = new Float32Array(batchSize * width);
      for (const [i, row] of members.entries()) inputs.set(values.subarray(row * width, (row + 1) * width), i * width);
      yield {
        inputs,
        samples: members.map((row) => samples[row] as Sample),
        usable: members.map((row, i) => start + i < order.length && (usable[row] as boolean)),
      };
    }
  }

  #affordableVariants(): number {
    const { variants, rows, augmentsValidation, emit } = this.#options;
    const varying = rows.train + (augmentsValidation ? rows.validation : 0);
    const bytes = varying * (this.shape[0] as number) * Float32Array.BYTES_PER_ELEMENT;
    const affordable = Math.min(variants, Math.max(1, Math.floor(FEATURE_BYTES / Math.max(1, bytes))));
    if (affordable < variants) {
      emit({
        type: 'log',
        level: 'warning',
        message: `Features of ${variants} augmented variants would take more than 2 GB of memory: ${affordable} are used instead (augmented_variants).`,
      });
    }
    return affordable;
  }
}

const variantName = (part: 'train' | 'validation', variant: number): string => `${part}, variant ${variant}`;
