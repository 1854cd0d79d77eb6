// A worker thread that kills its process once the parent of that process is gone.
import { workerData } from 'node:worker_threads';

/** What the process hands to the thread. */
export interface WatchdogData {
  /** Process id. */
  readonly parent: number;
}

const INTERVAL_MS = 500;

const { parent } = workerData as WatchdogData;
setInterval(() => {
  // The main thread may be busy for long, so nothing less would do.
  if (isGone(parent)) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);

/** An orphan gets another parent, except on Windows. A process that we may not signal lives. */
function isGone(pid: number): boolean {
  if (process.ppid !== pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
