import { readFile } from 'node:fs/promises';
import { parseConfig } from '../../core/config/config-document.ts';
import { UserError } from '../../core/errors.ts';
import { changedKeys } from '../../core/runs/changed-keys.ts';
import { findRun, type RunDirectory } from '../../core/runs/run-directory.ts';
import { readRunFile } from '../../core/runs/run-file.ts';
import type { Config } from '../../schemas/types/config.ts';
import { CheckpointStore, type Fingerprint, type Progress } from './checkpoint.ts';
import { refuseLiving } from './run-file.ts';

/**
 * The run that a person wants to go on with. Rejects with a UserError if there is no such run, if its process still trains, if it has
 * nothing left to do, or if the config has changed in a way that would make it another run.
 *
 * @param isOver Whether training has nothing left to do after this progress.
 */
export async function runToResume(
  root: string,
  name: string,
  config: Config,
  isOver: (progress: Progress) => boolean,
): Promise<RunDirectory> {
  const run = await findRun(root, name);
  const file = await readRunFile(run);
  refuseLiving(file);
  await refuseChangedConfig(run, config);
  const { progress } = await CheckpointStore.open(run.checkpoint);
  // A run that was killed between its last epoch and its report still has that to do.
  if (file?.status === 'finished' && progress && isOver(progress)) {
    throw new UserError(
      `Run ${run.id} is finished: it has trained ${progress.epoch + 1} epochs. To train it longer, raise epochs or early_stopping_patience; ` +
        'to train anew, leave out --resume.',
    );
  }
  return run;
}

async function refuseChangedConfig(run: RunDirectory, config: Config): Promise<void> {
  const snapshot = parseConfig(await readFile(run.config, 'utf8'), run.config).config;
  if (snapshot === undefined) {
    throw new UserError(
      `The config that run ${run.id} started with cannot be read: ${run.config}. Start a new run without --resume.`,
    );
  }
  const changes = changedKeys(snapshot, config).map(
    ({ key, before, now }) => `${key} is ${JSON.stringify(now)}, was ${JSON.stringify(before)}`,
  );
  if (changes.length === 0) return;
  throw new UserError(
    `Run ${run.id} cannot go on with this config, which differs from the one it started with: ${changes.join('; ')}. ` +
      'Put the old values back, or start a new run without --resume.',
  );
}

/** Throws a UserError if a checkpoint belongs to other data or other frozen weights than there are now. */
export function refuseOtherRun(run: RunDirectory, saved: Fingerprint, now: Fingerprint): void {
  const differs = (Object.keys(now) as (keyof Fingerprint)[]).filter((part) => saved[part] !== now[part]);
  if (differs.length === 0) return;
  const reasons = differs.map((part) => REASONS[part]).join('; ');
  throw new UserError(`Run ${run.id} cannot go on: ${reasons}. Undo that, or start a new run without --resume.`);
}

const REASONS: Readonly<Record<keyof Fingerprint, string>> = {
  seed: 'random_seed has changed since it started',
  config: 'the config has changed since it started',
  data: 'the rows or labels of the dataframe, or its split, have changed since it started',
  frozenWeights: 'the weights of the frozen backbone are not those it started with',
};
