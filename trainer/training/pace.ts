/** A forward pass costs about a third of a training step; only used until validation has been timed. */
const FORWARD_SHARE = 1 / 3;
/** Before this much time has passed in the first epoch, an estimate would be a guess. */
const EARLY_SECONDS = 0.5;

export interface PaceOptions {
  readonly epochs: number;
  readonly validationSteps: number;
}

/** How long the rest of the run will take if all epochs are trained. */
export class Pace {
  readonly #options: PaceOptions;
  /** Of the last epoch: what it took besides steps and features. */
  #overhead: number | undefined;
  /** Of the last augmented variant whose features were computed. */
  #variantSeconds = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  variantTook(seconds: number): void {
    this.#variantSeconds = seconds;
  }

  overheadWas(seconds: number): void {
    this.#overhead = seconds;
  }

  /** @param stepSeconds What the steps of this epoch took so far. @param variantsLeft Variants yet to be computed. */
  secondsLeft(epoch: number, step: number, steps: number, stepSeconds: number, variantsLeft: number): number | null {
    if (this.#overhead === undefined && stepSeconds < EARLY_SECONDS) return null;
    const perStep = stepSeconds / step;
    const overhead = this.#overhead ?? perStep * FORWARD_SHARE * this.#options.validationSteps;
    const epochsAfter = this.#options.epochs - epoch - 1;
    return (
      (steps - step) * perStep +
      overhead +
      epochsAfter * (steps * perStep + overhead) +
      variantsLeft * this.#variantSeconds
    );
  }
}
