import { augmentsValidation } from '../../core/config/augments-validation.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { Metrics } from '../../schemas/types/run-event.ts';
import type { Progress } from '../run/checkpoint.ts';
import type { HostTensors } from '../run/tensor-file.ts';
import { disposeState } from '../step/state.ts';
import { historyRow } from './callbacks/csv-logger.ts';
import { earlyStopping, initialEarlyStopping } from './callbacks/early-stopping.ts';
import { initialReduceLROnPlateau, reduceLROnPlateau } from './callbacks/reduce-lr-on-plateau.ts';
import { DivergedError } from './diverged.ts';
import { type EpochProgress, trainEpoch } from './epoch.ts';
import { phaseProgress } from './events.ts';
import { finiteMetrics, metricsOf } from './metrics.ts';
import { changingNames, optimizerToHost, toHost } from './model-state.ts';
import { Pace } from './pace.ts';
import { predict } from './predict.ts';
import { type Predictions, predictionSums } from './predictions.ts';
import type { Session } from './session.ts';

/** How a run stands after an epoch. */
export interface Standing {
  readonly progress: Progress;
  /** The weights of the best epoch, and what they say of the validation rows as they are, if this process has asked them. */
  readonly best: HostTensors;
  readonly bestPredictions: Predictions | undefined;
}

export interface LoopEnd {
  readonly why: 'all epochs done' | 'early stopping' | 'stop asked for';
  /** undefined: no epoch was completed. */
  readonly standing: Standing | undefined;
}

/** Trains epoch after epoch until they are done, the validation loss stops falling, or a stop is asked for. */
export async function trainEpochs(session: Session): Promise<LoopEnd> {
  const { config, resumed, stop, split } = session;
  const { epochs, batch_size } = config.model;
  const pace = new Pace({ epochs, validationSteps: Math.ceil(split.validation.length / batch_size) });
  let standing: Standing | undefined = resumed && { ...resumed, bestPredictions: undefined };
  for (;;) {
    if (standing && isPatienceOver(standing.progress, config)) return { why: 'early stopping', standing };
    const epoch: number = standing ? standing.progress.epoch + 1 : 0;
    if (epoch >= epochs) return { why: 'all epochs done', standing };
    if (stop.aborted) return { why: 'stop asked for', standing };
    const next = await oneEpoch(session, epoch, standing, pace);
    if (next === undefined) return { why: 'stop asked for', standing };
    standing = next;
  }
}

/** Whether nothing is left to train after this progress. */
export function isOver(progress: Progress, config: Config): boolean {
  return progress.epoch + 1 >= config.model.epochs || isPatienceOver(progress, config);
}

/** The rule of early-stopping.ts, asked of its state, so that it also answers for a run that is resumed after its last epoch. */
function isPatienceOver({ epoch, earlyStopping: { wait } }: Progress, config: Config): boolean {
  return epoch > 0 && wait > 0 && wait >= config.model.early_stopping_patience;
}

/** Trains, validates, decides and saves. undefined: a stop was asked for before the epoch could be completed. */
async function oneEpoch(
  session: Session,
  epoch: number,
  before: Standing | undefined,
  pace: Pace,
): Promise<Standing | undefined> {
  const { config, tasks, learner, emit, stop, history, store, fingerprint } = session;
  const lr = before?.progress.reduceLROnPlateau ?? initialReduceLROnPlateau(config.model.learning_rate);
  const { learningRate } = lr;
  const steps = Math.ceil(session.split.train.length / config.model.batch_size);
  const started = performance.now();
  emit({ type: 'epoch-started', epoch, learningRate });

  const trained = await trainSteps(session, epoch, learningRate, steps, pace);
  if (trained.steps < steps) return undefined;
  // A first epoch is completed even if a stop is asked for meanwhile: without it there would be nothing good to save.
  const learned = await whatWasLearned(session, epoch, before === undefined ? undefined : stop);
  if (learned === undefined) return undefined;
  const { predictions, weights, optimizer } = learned;
  const validation = metricsOf(tasks, predictionSums(tasks, predictions), session.lossWeights);
  warnOfBadValidation(session, epoch, validation);

  refuseBadWeights(weights, epoch, learningRate);
  const { lr_reducer_factor, lr_reducer_patience, min_lr, early_stopping_patience } = config.model;
  const reduced = reduceLROnPlateau(lr, validation.loss, {
    factor: lr_reducer_factor,
    patience: lr_reducer_patience,
    minLearningRate: min_lr,
  });
  const decision = earlyStopping(
    before?.progress.earlyStopping ?? initialEarlyStopping,
    epoch,
    validation.loss,
    early_stopping_patience,
  );
  const progress: Progress = {
    epoch,
    steps: learner.steps,
    earlyStopping: decision.state,
    reduceLROnPlateau: reduced,
    seconds: session.seconds(),
    stepSeconds: (before?.progress.stepSeconds ?? 0) + trained.seconds,
    images: (before?.progress.images ?? 0) + trained.images,
  };

  // The checkpoint comes last: a process killed before it leaves a run that does the epoch again and forgets what was said of it.
  const taskNames = tasks.map(({ task }) => task);
  await history.append(historyRow(taskNames, epoch, { train: trained.metrics, validation, learningRate }));
  emit({
    type: 'epoch-ended',
    epoch,
    train: finiteMetrics(trained.metrics),
    validation: finiteMetrics(validation),
    learningRate,
    seconds: (performance.now() - started) / 1000,
    imagesPerSecond: perSecond(trained),
    best: decision.keepWeights,
  });
  if (reduced.learningRate !== learningRate) {
    emit({ type: 'learning-rate-reduced', epoch, from: learningRate, to: reduced.learningRate });
  }
  await store.save({ progress, fingerprint, weights, optimizer });
  emit({ type: 'checkpoint-saved', epoch });
  pace.overheadWas((performance.now() - started) / 1000 - trained.seconds - trained.waited);
  return decision.keepWeights || before === undefined
    ? { progress, best: weights, bestPredictions: augmentsValidation(config) ? undefined : predictions }
    : { ...before, progress };
}

function trainSteps(
  { learner, tasks, lossWeights, inputs, stop, emit, variantsLeft }: Session,
  epoch: number,
  learningRate: number,
  steps: number,
  pace: Pace,
): Promise<EpochProgress> {
  const toCompute = variantsLeft(epoch);
  return trainEpoch(inputs.training(epoch, stop), {
    learner,
    tasks,
    lossWeights,
    inputShape: inputs.shape,
    epoch,
    learningRate,
    stop,
    onProgress(progress) {
      const left = variantsLeft(epoch + 1);
      if (left < toCompute) pace.variantTook(progress.waited);
      emit({
        type: 'step',
        epoch,
        step: progress.steps,
        steps,
        metrics: finiteMetrics(progress.metrics),
        imagesPerSecond: perSecond(progress),
        secondsLeft: pace.secondsLeft(epoch, progress.steps, steps, progress.seconds, left),
      });
    },
  });
}

/** What the network says of the validation rows now, and the state to save. undefined: a stop was asked for meanwhile. */
async function whatWasLearned(session: Session, epoch: number, stop: AbortSignal | undefined) {
  const { learner, tasks, inference, inputs, split, emit } = session;
  const state = learner.state();
  try {
    inference.load(state.weights);
    const predictions = await predict(inputs.validation(epoch, stop), {
      program: inference,
      tasks,
      inputShape: inputs.shape,
      onProgress: phaseProgress(emit, 'validation', split.validation.length),
      ...(stop && { stop }),
    });
    if (predictions === undefined) return undefined;
    const weights = await toHost(state.weights, changingNames(learner.graph));
    return { predictions, weights, optimizer: await optimizerToHost(state) };
  } finally {
    disposeState(state);
  }
}

/** As Keras, training goes on: batch normalization's moving statistics may be far off in early epochs, and recover. */
function warnOfBadValidation({ emit }: Session, epoch: number, { tasks }: Metrics): void {
  const bad = Object.entries(tasks).flatMap(([task, { loss }]) =>
    loss !== null && !Number.isFinite(loss) ? [task] : [],
  );
  if (bad.length === 0) return;
  emit({
    type: 'log',
    level: 'warning',
    message: `The validation loss of ${bad.join(', ')} after epoch ${epoch + 1} is no finite number; the epoch does not count as an improvement.`,
  });
}

/** The last step's update may have spoiled the weights although its loss was still a number: such weights never reach a checkpoint. */
function refuseBadWeights(weights: HostTensors, epoch: number, learningRate: number): void {
  for (const [name, { values }] of weights) {
    if (!values.every(Number.isFinite)) {
      throw new DivergedError(
        `The weight ${name} was no longer finite at the end of epoch ${epoch + 1}.`,
        learningRate,
      );
    }
  }
}

function perSecond({ images, seconds }: Pick<EpochProgress, 'images' | 'seconds'>): number {
  return seconds > 0 ? images / seconds : 0;
}
