/**
 * Keras' EarlyStopping on val_loss with mode min, min_delta 0 and restore_best_weights, as a pure function of its state
 * (keras/src/callbacks/early_stopping.py). The best weights are restored however training ends, as in Keras 3.
 *
 * - Better means strictly lower, compared in float32 as Keras compares it.
 * - Training stops at the end of the first epoch that makes `patience` epochs without a better one, never in the very first epoch.
 * - NaN and infinity are never better. Keras 3 differs in one corner: it takes a NaN of the first epoch for the best value and
 *   then finds nothing better ever again; there we do as Keras 2.
 * - Without a validation loss (null) nothing is watched: the newest epoch counts as the best.
 */
export interface EarlyStoppingState {
  /** Epochs since the best one. */
  readonly wait: number;
  /** The lowest validation loss so far. */
  readonly best: number | null;
  /** The epoch whose weights are kept. */
  readonly bestEpoch: number | null;
}

export const initialEarlyStopping: EarlyStoppingState = { wait: 0, best: null, bestEpoch: null };

export interface EarlyStoppingDecision {
  readonly state: EarlyStoppingState;
  /** This epoch's weights are the ones to keep from now on. */
  readonly keepWeights: boolean;
  readonly stop: boolean;
}

export function earlyStopping(
  state: EarlyStoppingState,
  epoch: number,
  validationLoss: number | null,
  patience: number,
): EarlyStoppingDecision {
  if (validationLoss === null) return { state: { ...state, bestEpoch: epoch }, keepWeights: true, stop: false };
  if (isBetter(validationLoss, state.best)) {
    return { state: { wait: 0, best: validationLoss, bestEpoch: epoch }, keepWeights: true, stop: false };
  }
  const wait = state.wait + 1;
  const keepWeights = state.bestEpoch === null;
  return {
    state: { ...state, wait, bestEpoch: state.bestEpoch ?? epoch },
    keepWeights,
    stop: wait >= patience && epoch > 0,
  };
}

function isBetter(loss: number, best: number | null): boolean {
  return Number.isFinite(loss) && (best === null || Math.fround(loss) < Math.fround(best));
}
