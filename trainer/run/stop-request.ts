import { existsSync } from 'node:fs';
import { disk, writeError } from './files.ts';
import type { RunDirectory } from './run-directory.ts';

const POLL_MS = 1000;

/**
 * Asks the process that trains the run to stop, from any other process: by a file in the run's directory. A signal would need the
 * process' number, which another process may have by now, and Windows has no polite one.
 *
 * @throws UserError if the file cannot be written.
 */
export async function requestStop(run: RunDirectory): Promise<void> {
  try {
    await disk.replace(run.stopRequest, `${new Date().toISOString()}\n`);
  } catch (error) {
    throw writeError(error, 'the request to stop', run.stopRequest);
  }
}

/** Looks once a second whether a stop is asked for. What was asked of an earlier process does not count. */
export async function watchStopRequest(run: RunDirectory, onRequest: () => void): Promise<{ close(): Promise<void> }> {
  await disk.remove(run.stopRequest);
  const timer = setInterval(() => {
    if (!existsSync(run.stopRequest)) return;
    clearInterval(timer);
    onRequest();
  }, POLL_MS);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      // What stays behind is removed when the run goes on.
      await disk.remove(run.stopRequest).catch(() => {});
    },
  };
}
