import type { Config } from '../../schemas/types/config.ts';

/** Whether the validation images that steer training are augmented, as Keras' validation_split does. */
export function augmentsValidation({ model: { augmentation } }: Config): boolean {
  return augmentation.enabled && augmentation.validation;
}
