import { open } from 'node:fs/promises';
import type { RunEvent } from '../../schemas/types/run-event.ts';
import type { RunDirectory } from './run-directory.ts';

/** More than any event takes but a run's first, whose labels may be many. */
const TAIL_BYTES = 64 * 1024;

/** The newest event of a run. undefined: there is none yet, or it is being written. */
export async function lastEvent(run: RunDirectory): Promise<RunEvent | undefined> {
  try {
    const file = await open(run.events, 'r');
    try {
      const { size } = await file.stat();
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      await file.read(tail, 0, tail.length, size - tail.length);
      return JSON.parse(tail.toString().trimEnd().split('\n').at(-1)!) as RunEvent;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}
