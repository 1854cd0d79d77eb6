import * as tf from '@tensorflow/tfjs-core';
import { counted } from '../../core/words.ts';
import type { Report } from '../../schemas/types/report.ts';
import type { Weights } from '../network/weights.ts';
import { disposeState } from '../step/state.ts';
import { phaseProgress } from './events.ts';
import type { LoopEnd } from './loop.ts';
import { toDevice } from './model-state.ts';
import { predict } from './predict.ts';
import type { Predictions } from './predictions.ts';
import { resultsOf } from './report.ts';
import type { Session } from './session.ts';

export interface FinishOptions {
  /** Saves the model with these weights in place of the learner's, and says where. */
  readonly save: (trained: Weights) => Promise<string>;
  /** modelPath as people are shown it. */
  readonly shown: (path: string) => string;
}

export type Results = Omit<Report, 'v' | 'run' | 'runtime'>;

/**
 * The end of a run, whatever ended it: saves the model with the weights of the best epoch, then measures them on validation and test
 * rows. Test rows are measured only once training is over, never at a stop: the run may go on later. undefined: the run was stopped
 * before its first step, and nothing is worth saving.
 */
export async function finish(session: Session, end: LoopEnd, options: FinishOptions): Promise<Results | undefined> {
  const { learner, inference, stop } = session;
  const { standing } = end;
  if (standing === undefined && learner.steps === 0) return undefined;
  const stopped = end.why === 'stop asked for';
  const state = learner.state();
  const best = toDevice(standing?.best ?? new Map());
  try {
    const weights = new Map([...state.weights, ...best]);
    inference.load(weights);
    const modelPath = await options.save(weights);
    const validation = standing?.bestPredictions ?? (await measure(session, 'validation', undefined));
    const test = stopped || session.split.test.length === 0 ? undefined : await measure(session, 'test', stop);
    const testMissed = !stopped && session.split.test.length > 0 && test === undefined;
    return {
      status: stopped ? 'stopped' : 'finished',
      reason: reasonOf(session, end, options.shown(modelPath), testMissed),
      modelPath,
      ...factsOf(session, end),
      ...resultsOf(session.tasks, session.split, { validation: validation!, test }),
    };
  } finally {
    disposeState(state);
    tf.dispose([...best.values()]);
  }
}

function factsOf({ split, badImages, seconds }: Session, { standing }: LoopEnd) {
  const { stepSeconds = 0, images = 0 } = standing?.progress ?? {};
  return {
    images: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    epochs: epochsDone(standing),
    bestEpoch: standing?.progress.earlyStopping.bestEpoch ?? 0,
    seconds: seconds(),
    imagesPerSecond: stepSeconds > 0 ? images / stepSeconds : 0,
    badImages: badImages.entries,
  };
}

function measure(
  { inference, tasks, inputs, split, emit }: Session,
  part: 'validation' | 'test',
  stop: AbortSignal | undefined,
): Promise<Predictions | undefined> {
  return predict(inputs.part(part, stop), {
    program: inference,
    tasks,
    inputShape: inputs.shape,
    onProgress: phaseProgress(emit, 'evaluation', split[part].length),
    ...(stop && { stop }),
  });
}

/** One sentence: what ended the run and what was saved. */
function reasonOf(
  { config, learner, split }: Session,
  { why, standing }: LoopEnd,
  model: string,
  testMissed: boolean,
): string {
  const epochs = epochsDone(standing);
  const saved = `best weights, of epoch ${(standing?.progress.earlyStopping.bestEpoch ?? 0) + 1}, saved to ${model}`;
  const untested = testMissed
    ? '; stopped before all test images were classified, so the report has no test scores'
    : '';
  if (why === 'all epochs done') return `Finished after ${counted(epochs, 'epoch')}; ${saved}${untested}.`;
  if (why === 'early stopping') {
    const patience = counted(config.model.early_stopping_patience, 'epoch');
    return `Stopped early at epoch ${epochs}: the validation loss has not improved for ${patience}; ${saved}${untested}.`;
  }
  if (standing)
    return `Stopped as asked in epoch ${epochs + 1}; ${saved}. --resume latest goes on from the end of epoch ${epochs}.`;
  const steps = Math.ceil(split.train.length / config.model.batch_size);
  return `Stopped as asked in the first epoch, after ${learner.steps} of ${counted(steps, 'step')}; these unfinished weights were saved to ${model}.`;
}

const epochsDone = (standing: LoopEnd['standing']): number => (standing ? standing.progress.epoch + 1 : 0);
