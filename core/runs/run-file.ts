import { readFile } from 'node:fs/promises';
import type { RunFile } from '../../schemas/types/run-file.ts';
import { isRunning } from './is-running.ts';
import type { RunDirectory } from './run-directory.ts';

/** undefined: the run was killed before it could write its file, or something else has damaged it. */
export async function readRunFile(run: RunDirectory): Promise<RunFile | undefined> {
  try {
    return JSON.parse(await readFile(run.run, 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** Whether the run says that it goes on and its process is there. */
export function isTraining({ status, pid }: RunFile): boolean {
  // A process with our own number is us: in containers every trainer may be process 1.
  return status === 'running' && pid !== process.pid && isRunning(pid);
}
