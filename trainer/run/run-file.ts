import { UserError } from '../../core/errors.ts';
import { disk, writeError } from '../../core/files.ts';
import type { RunDirectory } from '../../core/runs/run-directory.ts';
import { isTraining, readRunFile } from '../../core/runs/run-file.ts';
import type { RunFile } from '../../schemas/types/run-file.ts';

/** Says that this process trains the run from now on. @returns what the file said before. */
export async function beginRunFile(
  run: RunDirectory,
  { configFile, root }: { configFile: string; root: string },
  runtime: string,
): Promise<RunFile | undefined> {
  const before = await readRunFile(run);
  const now = new Date().toISOString();
  await write(run, {
    v: 1,
    run: run.id,
    config: configFile,
    root,
    pid: process.pid,
    startedAt: before?.startedAt ?? now,
    ...(before && { resumedAt: now }),
    status: 'running',
    runtime,
  });
  return before;
}

/** Says how the run has ended. */
export async function endRunFile(run: RunDirectory, status: Exclude<RunFile['status'], 'running'>): Promise<void> {
  const before = await readRunFile(run);
  if (before) await write(run, { ...before, status, endedAt: new Date().toISOString() });
}

async function write(run: RunDirectory, file: RunFile): Promise<void> {
  try {
    await disk.replace(run.run, `${JSON.stringify(file, null, 2)}\n`);
  } catch (error) {
    throw writeError(error, 'the status of the run', run.run);
  }
}

/** Rejects if the run's process still trains: two processes would write over each other. */
export function refuseLiving(file: RunFile | undefined): void {
  if (file === undefined || !isTraining(file)) return;
  throw new UserError(
    `Run ${file.run} is still training in process ${file.pid}. Stop it first: multitask stop ${file.run}, or Ctrl-C in its terminal. ` +
      `If process ${file.pid} is another program by now, start a new run without --resume, or change "status" in run.json to "stopped".`,
  );
}
