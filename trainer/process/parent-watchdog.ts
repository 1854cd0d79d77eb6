import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { distFile } from '../dist-file.ts';
import type { WatchdogData } from './watchdog-thread.ts';

export interface WatchOptions {
  /** Whether this process reads its standard input itself; otherwise it is read here, and what comes is let go. */
  readonly readsStdin?: boolean;
  /** Bytes: a process that takes more is killed too, after it has said OUT_OF_MEMORY on its standard error. */
  readonly memoryLimit?: number;
  /** Process id of the parent, where that may die before this process gets to ask who it is. */
  readonly parent?: number;
}

/**
 * For a process that only serves its parent and has nothing to save: kills it within two seconds of the parent's death, even while its
 * main thread is busy. A thread asks twice a second whether the parent lives; an idle process hears sooner, by the end of its standard
 * input, which has to be a pipe from the parent. A process that trains never calls this: it may outlive the window that started it.
 *
 * Resolves once the thread watches.
 */
export async function endWithParent({
  readsStdin = false,
  memoryLimit = Number.POSITIVE_INFINITY,
  parent = process.ppid,
}: WatchOptions = {}): Promise<void> {
  const watchdog = new Worker(distFile('watchdog-thread.js'), {
    workerData: { parent, memoryLimit } satisfies WatchdogData,
  });
  // Exiting in order would wait for a device that may not answer.
  process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL'));
  await once(watchdog, 'online');
  // Whether the process goes on is for its work to say.
  watchdog.unref();
  if (readsStdin) return;
  process.stdin.resume();
  (process.stdin as Partial<Pick<Socket, 'unref'>>).unref?.();
}
