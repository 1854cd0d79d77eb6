import { UserError } from '../../core/errors.ts';
import { rate } from '../../core/words.ts';

/** Training has left the numbers: a loss or a weight became NaN or infinite. */
export class DivergedError extends UserError {
  constructor(what: string, learningRate: number) {
    super(
      `${what} The learning rate, ${rate(learningRate)}, is probably too high: try learning_rate: ${rate(learningRate / 10)}. ` +
        'If it happens again, look for very large loss_weights, and with freeze_convolutional_layers: false try a larger batch_size.',
    );
  }
}

/** "NaN" or "infinite". */
export const notANumber = (value: number): string => (Number.isNaN(value) ? 'NaN' : 'infinite');
