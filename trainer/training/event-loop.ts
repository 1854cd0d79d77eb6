import { setImmediate } from 'node:timers/promises';

/** A device may block this thread for a whole step: signals, image threads and output get their turn between two steps. */
export async function letOthersRun(): Promise<void> {
  await setImmediate();
}
