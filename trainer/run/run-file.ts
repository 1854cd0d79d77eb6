import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { isRunning } from '../process/is-running.ts';
import { disk, writeError } from './files.ts';
import type { RunDirectory } from './run-directory.ts';

/** run.json: who trains the run, and how it stands. A run that is `running` while its process is gone was killed. */
export interface RunFile {
  readonly v: 1;
  readonly run: string;
  /** Absolute path of the config.yml that was given. */
  readonly config: string;
  readonly root: string;
  /** The newest process. */
  readonly pid: number;
  /** ISO 8601, UTC; of the first process. */
  readonly startedAt: string;
  /** Of the newest process. */
  readonly resumedAt?: string;
  readonly status: 'running' | 'finished' | 'stopped' | 'failed';
  readonly endedAt?: string;
  /** The rung that the newest process trains on. */
  readonly runtime?: string;
}

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

/** undefined: the run was killed before it could write its file, or something else has damaged it. */
export async function readRunFile(run: RunDirectory): Promise<RunFile | undefined> {
  try {
    return JSON.parse(await readFile(run.run, 'utf8')) as RunFile;
  } catch {
    return undefined;
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

/** Whether the run says that it goes on and its process is there. */
export function isTraining({ status, pid }: RunFile): boolean {
  // A process with our own number is us: in containers every trainer may be process 1.
  return status === 'running' && pid !== process.pid && isRunning(pid);
}
