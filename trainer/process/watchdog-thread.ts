// A worker thread that kills its process once the parent of that process is gone, or the process takes more memory than it may.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { OUT_OF_MEMORY } from './out-of-memory.ts';

/** What the process hands to the thread. */
export interface WatchdogData {
  /** Process id. */
  readonly parent: number;
  /** Bytes that the process may take in all. */
  readonly memoryLimit: number;
}

const INTERVAL_MS = 500;
/** Memory fills fast. */
const MEMORY_INTERVAL_MS = 20;

const { parent, memoryLimit } = workerData as WatchdogData;
// The main thread may be busy for long, so nothing less than SIGKILL would do.
setInterval(() => {
  if (isGone(parent)) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);
if (memoryLimit < Number.POSITIVE_INFINITY) {
  setInterval(() => {
    if (process.memoryUsage.rss() <= memoryLimit) return;
    writeSync(2, `${OUT_OF_MEMORY}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, MEMORY_INTERVAL_MS);
}

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
