import type { Sample } from '../../core/dataframe/dataframe.ts';

/** One batch for the network that trains, outside the device. Always as many rows as the batch size. */
export interface InputBatch {
  /** [batch size, ...shape] */
  readonly inputs: Float32Array;
  readonly samples: readonly Sample[];
  /** Per row: whether it counts. False for rows that only fill the last batch and for images that could not be read. */
  readonly usable: readonly boolean[];
}

/** Where batches come from: images for the whole network, or features for the heads alone. */
export interface Inputs {
  /** Shape of one row. */
  readonly shape: readonly number[];
  /** The training rows, shuffled and augmented as this epoch sees them. May end early once a stop is asked for. */
  training(epoch: number, stop?: AbortSignal): AsyncIterable<InputBatch>;
  /** The validation rows in order, as this epoch sees them: augmented only if the config says so. May end early as well. */
  validation(epoch: number, stop?: AbortSignal): AsyncIterable<InputBatch>;
  /** In order, never augmented. May end early once a stop is asked for. */
  part(part: 'validation' | 'test', stop?: AbortSignal): AsyncIterable<InputBatch>;
}
