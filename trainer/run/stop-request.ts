import { existsSync } from 'node:fs';
import { disk } from '../../core/files.ts';
import type { RunDirectory } from '../../core/runs/run-directory.ts';

const POLL_MS = 1000;

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
