import { setImmediate } from 'node:timers/promises';

/** Work in slices: it yields wherever it may be interrupted or given up, and returns its result. */
export type Slices<Result> = Generator<undefined, Result, undefined>;

/** How often a loop over rows yields: every so many of them, which take well under a millisecond. */
export const ROWS_PER_SLICE = 4096;

/** Long enough to get on, and short enough that whoever waits for the thread does not notice. In milliseconds. */
const TURN_MS = 3;

/** The work's result, all at once. */
export function finish<Result>(work: Slices<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The work's result, with turns for others in between. Throws the signal's reason. */
export async function inTurns<Result>(work: Slices<Result>, signal?: AbortSignal): Promise<Result> {
  for (;;) {
    signal?.throwIfAborted();
    const end = performance.now() + TURN_MS;
    while (performance.now() < end) {
      const { done, value } = work.next();
      if (done) return value;
    }
    await setImmediate();
  }
}
