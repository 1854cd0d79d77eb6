import { resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { UserError } from '../../../core/errors.ts';
import { lastEvent } from '../../../core/runs/last-event.ts';
import { findRun, type RunDirectory } from '../../../core/runs/run-directory.ts';
import { isTraining, readRunFile } from '../../../core/runs/run-file.ts';
import { requestStop } from '../../../core/runs/stop-request.ts';
import type { RunFile } from '../../../schemas/types/run-file.ts';

const POLL_MS = 200;

export function registerStop(program: Command): void {
  program
    .command('stop')
    .description('stop a run that trains in another window')
    .argument('<run>', 'its name, the path of its folder, or latest')
    .option('--root <dir>', 'the project root that has the run (default: the working directory)')
    .addHelpText(
      'after',
      [
        '',
        'The run finishes its step, saves the best weights so far and reports, as after Ctrl-C. This command waits until that is done.',
        '',
        'Exit code 1 if there is no such run, or if its process is gone.',
        '',
        'Example:',
        '  multitask stop latest',
      ].join('\n'),
    )
    .action(stop);
}

async function stop(name: string, { root = process.cwd() }: { readonly root?: string }): Promise<void> {
  const run = await findRun(resolve(root), name);
  const file = await readRunFile(run);
  if (file === undefined) throw new UserError(`Run ${run.id} has not begun to train, or its run.json is damaged.`);
  if (file.status !== 'running') {
    process.stdout.write(`Run ${run.id} is not running: ${file.status}${file.endedAt ? ` at ${file.endedAt}` : ''}.\n`);
    return;
  }
  if (!isTraining(file)) throw died(run, file);
  await requestStop(run);
  process.stdout.write(
    `Asked run ${run.id} to stop. Waiting for process ${file.pid} to finish its step, save the best weights and report.\n`,
  );
  process.stdout.write(`${await ending(run)}\n`);
}

/** Waits until the run is over and says what ended it. */
async function ending(run: RunDirectory): Promise<string> {
  let gone = false;
  for (;;) {
    const file = await readRunFile(run);
    if (file && file.status !== 'running') {
      const event = await lastEvent(run);
      return event?.type === 'run-ended' ? event.reason : `Run ${run.id}: ${file.status}.`;
    }
    if (file && gone) throw died(run, file);
    // It may have said how it ended since the file was read, so that is looked at once more.
    gone = file !== undefined && !isTraining(file);
    if (!gone) await setTimeout(POLL_MS);
  }
}

function died(run: RunDirectory, { pid }: RunFile): UserError {
  return new UserError(
    `Run ${run.id} has died: its process ${pid} is gone, and did not say how it ended. --resume ${run.id} goes on from its last checkpoint.`,
  );
}
