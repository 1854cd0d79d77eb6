import { describe, expect, it } from 'vitest';
import {
  type EarlyStoppingState,
  earlyStopping,
  initialEarlyStopping,
} from '../../../../trainer/training/callbacks/early-stopping.ts';
import {
  initialReduceLROnPlateau,
  reduceLROnPlateau,
} from '../../../../trainer/training/callbacks/reduce-lr-on-plateau.ts';
import { recorded, recordedNumber } from '../recorded.ts';

interface Case {
  name: string;
  learning_rate: number;
  patience: number;
  factor: number;
  lr_patience: number;
  min_lr: number;
  losses: (number | string)[];
  epochs: { best_epoch: number; wait: number; stop: boolean; lr_wait: number; learning_rate: number }[];
}

interface Sequence extends Omit<Case, 'name' | 'epochs'> {
  /** Per epoch: epochs waited by EarlyStopping and by ReduceLROnPlateau, learning rate. */
  epochs: [number, number, number][];
  /** The epoch whose weights Keras put back when training ended. */
  restored: number;
  stopped: boolean;
}

type Epochs = Case['epochs'];

/** Runs both callbacks over a sequence of losses, through JSON between epochs, as a resumed run would. */
function decide({
  learning_rate,
  patience,
  factor,
  lr_patience,
  min_lr,
  losses,
}: Omit<Case, 'name' | 'epochs'>): Epochs {
  let stopper: EarlyStoppingState = initialEarlyStopping;
  let reducer = initialReduceLROnPlateau(learning_rate);
  const epochs: Epochs = [];
  for (const [epoch, loss] of losses.map(recordedNumber).entries()) {
    [stopper, reducer] = JSON.parse(JSON.stringify([stopper, reducer])) as [typeof stopper, typeof reducer];
    reducer = reduceLROnPlateau(reducer, loss, { factor, patience: lr_patience, minLearningRate: min_lr });
    const decision = earlyStopping(stopper, epoch, loss, patience);
    stopper = decision.state;
    epochs.push({
      best_epoch: stopper.bestEpoch!,
      wait: stopper.wait,
      stop: decision.stop,
      lr_wait: reducer.wait,
      learning_rate: reducer.learningRate,
    });
    if (decision.stop) break;
  }
  return epochs;
}

describe('EarlyStopping and ReduceLROnPlateau decide as Keras does', () => {
  const cases = recorded<Case[]>('callbacks.json');

  it.each(cases.filter(({ name }) => name !== 'NaN first'))('$name', (recordedCase) => {
    expect(decide(recordedCase)).toEqual(recordedCase.epochs);
  });

  it('on four hundred short random sequences, to the epoch whose weights are restored', () => {
    const sequences = recorded<Sequence[]>('callback-sequences.json');
    expect(sequences).toHaveLength(400);
    for (const sequence of sequences) {
      const decided = decide(sequence);
      const epochs = decided.map(({ wait, lr_wait, learning_rate }) => [wait, lr_wait, learning_rate]);
      const last = decided.at(-1)!;
      const { losses, patience, lr_patience } = sequence;
      expect(
        { epochs, restored: last.best_epoch, stopped: last.stop },
        JSON.stringify({ losses, patience, lr_patience }),
      ).toEqual({ epochs: sequence.epochs, restored: sequence.restored, stopped: sequence.stopped });
    }
  });

  it('differ from Keras 3 when the very first loss is NaN: later epochs are better than it', () => {
    const first = cases.find(({ name }) => name === 'NaN first')!;
    expect(first.epochs.map((epoch) => epoch.best_epoch)).toEqual([0, 0, 0, 0, 0]);
    expect(decide(first).map((epoch) => epoch.best_epoch)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('watch nothing without a validation loss: the newest epoch is the best', () => {
    const decision = earlyStopping(initialEarlyStopping, 3, null, 0);
    expect(decision).toEqual({ state: { wait: 0, best: null, bestEpoch: 3 }, keepWeights: true, stop: false });
    const reducer = initialReduceLROnPlateau(0.01);
    expect(reduceLROnPlateau(reducer, null, { factor: 0.1, patience: 0, minLearningRate: 0 })).toBe(reducer);
  });

  it('keep the weights of an epoch exactly when it becomes the best', () => {
    let state = initialEarlyStopping;
    const kept = [1, 2, 0.5, 0.5, Number.NaN, 0.4].map((loss, epoch) => {
      const decision = earlyStopping(state, epoch, loss, 10);
      state = decision.state;
      return decision.keepWeights;
    });
    expect(kept).toEqual([true, false, true, false, false, true]);
  });
});
