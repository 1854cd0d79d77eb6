/**
 * Keras' ReduceLROnPlateau on val_loss with mode min, min_delta 1e-4 and no cooldown, as a pure function of its state
 * (keras/src/callbacks/reduce_lr_on_plateau.py).
 *
 * - Better means lower by more than 1e-4, so the learning rate may drop while EarlyStopping still sees small gains.
 * - `wait` is not reset while the learning rate is already at its minimum.
 * - The learning rate lives in float32, as Keras' optimizer holds it.
 * - NaN and infinity are never better, also not in the first epoch, where Keras 3 would take them for the best value.
 */
export interface ReduceLROnPlateauState {
  /** Epochs since the last one that was better. */
  readonly wait: number;
  readonly best: number | null;
  readonly learningRate: number;
}

export interface ReduceLROnPlateauOptions {
  readonly factor: number;
  readonly patience: number;
  readonly minLearningRate: number;
}

const MIN_DELTA = 1e-4;

export function initialReduceLROnPlateau(learningRate: number): ReduceLROnPlateauState {
  return { wait: 0, best: null, learningRate: Math.fround(learningRate) };
}

export function reduceLROnPlateau(
  state: ReduceLROnPlateauState,
  validationLoss: number | null,
  options: ReduceLROnPlateauOptions,
): ReduceLROnPlateauState {
  if (validationLoss === null) return state;
  if (isBetter(validationLoss, state.best)) return { ...state, best: validationLoss, wait: 0 };
  const wait = state.wait + 1;
  const atMinimum = state.learningRate <= Math.fround(options.minLearningRate);
  if (wait < options.patience || atMinimum) return { ...state, wait };
  const reduced = Math.max(state.learningRate * options.factor, options.minLearningRate);
  return { ...state, wait: 0, learningRate: Math.fround(reduced) };
}

function isBetter(loss: number, best: number | null): boolean {
  return Number.isFinite(loss) && (best === null || Math.fround(loss + MIN_DELTA) < Math.fround(best));
}
