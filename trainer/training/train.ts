import { tasksOf } from '../../core/config/tasks.ts';
import type { Split } from '../../core/dataframe/dataframe.ts';
import { UserError } from '../../core/errors.ts';
import { disk, writeError } from '../../core/files.ts';
import type { RunDirectory } from '../../core/runs/run-directory.ts';
import type { Config } from '../../schemas/types/config.ts';
import type { Report } from '../../schemas/types/report.ts';
import type { RunEnded, RunEvent, RunStarted } from '../../schemas/types/run-event.ts';
import { buildNetwork } from '../network/build-network.ts';
import { summarize } from '../network/summary.ts';
import { CheckpointStore } from '../run/checkpoint.ts';
import { openEventLog } from '../run/event-log.ts';
import { beginRunFile, endRunFile } from '../run/run-file.ts';
import type { OpenedRuntime, Runtime } from '../runtime/rung.ts';
import { DivergedError } from './diverged.ts';
import { stamped } from './events.ts';
import { majorityFloor } from './report.ts';
import { trainRun } from './train-run.ts';

/** A project that has passed its check. */
export interface TrainingProject {
  readonly config: Config;
  /** Absolute path. */
  readonly configFile: string;
  /** Absolute path of the project root. */
  readonly root: string;
  /** Rows of the dataframe. */
  readonly rows: number;
  readonly split: Split;
}

export interface TrainOptions {
  readonly project: TrainingProject;
  /** A new run's directory, or that of a run to go on with. */
  readonly run: RunDirectory;
  readonly opened: OpenedRuntime;
  /** Sees every event, after it is in the run's events.ndjson. */
  readonly sink: (event: RunEvent) => void;
  /** Aborted by whoever wants the run to end: the step is finished, then the best weights are saved and reported. */
  readonly stop: AbortSignal;
}

/**
 * Trains a run to its end and keeps its directory: events, history, checkpoints, status and report. A run that has a checkpoint goes on
 * from there, and comes to the same history as if it had never been interrupted.
 *
 * @returns undefined if a stop was asked for before the first step: then there is no model and no report.
 * @throws UserError for what a person can mend, such as a full disk or a diverging loss; the last checkpoint stays as it is.
 */
export async function train({ project, run, opened, sink, stop }: TrainOptions): Promise<Report | undefined> {
  const { runtime, facts } = opened;
  const log = openEventLog(run);
  const emit = stamped((event) => {
    try {
      log.append(event);
    } finally {
      sink(event);
    }
  });
  let store: CheckpointStore | undefined;
  let seconds = runClock(0);
  const ended = (outcome: Pick<RunEnded, 'status' | 'reason' | 'modelPath' | 'reportPath'>) => {
    const epochs = store?.progress ? store.progress.epoch + 1 : 0;
    const bestEpoch = store?.progress?.earlyStopping.bestEpoch ?? null;
    emit({ type: 'run-ended', epochs, bestEpoch, seconds: seconds(), ...outcome });
  };
  try {
    store = await CheckpointStore.open(run.checkpoint);
    seconds = runClock(store.progress?.seconds ?? 0);
    const before = await beginRunFile(run, project, facts.rung);
    emit({
      ...startFacts(project),
      run: run.id,
      runtime: facts,
      firstEpoch: store.progress ? store.progress.epoch + 1 : 0,
    });
    if (store.progress && before?.runtime !== undefined && before.runtime !== facts.rung) {
      emit({ type: 'log', level: 'info', message: otherRuntime(before.runtime, facts.rung) });
    }
    const results = await trainRun({ project, run, runtime, store, emit, stop, seconds });
    const report = results && ({ v: 1, run: run.id, runtime: facts, ...results } satisfies Report);
    if (report) await saveReport(run, report);
    const status = report?.status ?? 'stopped';
    ended({
      status,
      reason: report?.reason ?? 'Stopped as asked before the first step; there was nothing to save.',
      ...(report?.modelPath !== undefined && { modelPath: report.modelPath, reportPath: run.report }),
    });
    await endRunFile(run, status);
    return report;
  } catch (error) {
    const failure = withWayOut(deviceFailure(runtime) ?? error, run, store);
    try {
      ended({ status: 'failed', reason: failure.message });
      await endRunFile(run, 'failed');
    } catch {
      // The disk that failed the run may refuse this too; the run's own failure is what counts.
    }
    throw failure;
  } finally {
    log.close();
  }
}

function startFacts({
  config,
  configFile,
  rows,
  split,
}: TrainingProject): Omit<RunStarted, 'v' | 'time' | 'run' | 'runtime' | 'firstEpoch'> {
  const { batch_size, epochs, freeze_convolutional_layers } = config.model;
  const { total, trainable } = summarize(buildNetwork(config));
  return {
    type: 'run-started',
    config: configFile,
    tasks: tasksOf(config).map(({ task, labels }, t) => ({
      task,
      labels: [...labels],
      majority: majorityFloor(split, 'validation', t, labels.length),
    })),
    rows,
    images: { train: split.train.length, validation: split.validation.length, test: split.test.length },
    batchSize: batch_size,
    stepsPerEpoch: Math.ceil(split.train.length / batch_size),
    epochs,
    frozen: freeze_convolutional_layers,
    parameters: { total, trainable },
  };
}

const otherRuntime = (before: string, now: string): string =>
  `The run goes on with ${now}; so far it was trained with ${before}. The two round differently, so its numbers may differ in the last digits from those of a run on one of them alone.`;

async function saveReport(run: RunDirectory, report: Report): Promise<void> {
  try {
    await disk.replace(run.report, `${JSON.stringify(report, null, 2)}\n`);
  } catch (error) {
    throw writeError(error, 'the report', run.report);
  }
}

/** Why the device failed, if it did: then that is behind whatever else went wrong. */
function deviceFailure(runtime: Runtime): unknown {
  try {
    runtime.throwIfFailed();
    return undefined;
  } catch (failure) {
    return failure;
  }
}

/** The failure, and for one that a person can mend, what is left of the run and how it can go on. */
function withWayOut(error: unknown, run: RunDirectory, store: CheckpointStore | undefined): Error {
  if (!(error instanceof UserError)) return error instanceof Error ? error : new Error(String(error));
  if (store?.progress === undefined) return error;
  const kept = `The checkpoint of epoch ${store.progress.epoch + 1} is kept in ${run.checkpoint}`;
  // With the same settings the same numbers would come again.
  const way = error instanceof DivergedError ? '' : `; --resume ${run.id} goes on from there`;
  return new UserError(`${error.message} ${kept}${way}.`, {
    cause: error,
    ...(error.location && { location: error.location }),
  });
}

/** Wall time of a run over all its processes, in seconds. */
function runClock(before: number): () => number {
  const started = performance.now();
  return () => before + (performance.now() - started) / 1000;
}
