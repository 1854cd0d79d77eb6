import { describe, expect, it } from 'vitest';
import { CheckQueue } from '../../server/check-queue.ts';

/** A queue whose checks begin at once and end when told. */
function queueOf() {
  const begun: { uri: string; signal: AbortSignal; end: () => void; fail: (error: unknown) => void }[] = [];
  const errors: unknown[] = [];
  let wake = () => {};
  const queue = new CheckQueue({
    pauseMs: 0,
    run: (uri, signal) =>
      new Promise<void>((end, fail) => {
        begun.push({ uri, signal, end, fail });
        wake();
      }),
    onError: (error) => errors.push(error),
  });
  const nthCheck = async (count: number) => {
    while (begun.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return begun[count - 1] as (typeof begun)[number];
  };
  return { queue, begun, errors, nthCheck };
}

describe('CheckQueue', () => {
  it('ends a check under way when the document changes again', async () => {
    const { queue, nthCheck, errors } = queueOf();
    queue.schedule('a');
    const first = await nthCheck(1);
    queue.schedule('a');
    expect(first.signal.aborted).toBe(true);
    first.fail(first.signal.reason);
    const second = await nthCheck(2);
    expect(second.signal.aborted).toBe(false);
    second.end();
    expect(errors).toEqual([]);
  });

  it('keeps documents apart', async () => {
    const { queue, nthCheck } = queueOf();
    queue.schedule('a');
    queue.schedule('b');
    const [a, b] = [await nthCheck(1), await nthCheck(2)];
    queue.cancel('a');
    expect([a.uri, a.signal.aborted, b.uri, b.signal.aborted]).toEqual(['a', true, 'b', false]);
  });

  it('tells of failures, and starts nothing once closed', async () => {
    const { queue, nthCheck, begun, errors } = queueOf();
    queue.schedule('a');
    (await nthCheck(1)).fail(new Error('broken'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(errors).toEqual([new Error('broken')]);
    queue.schedule('b');
    queue.close();
    queue.schedule('c');
    // Timers of one length fire in the order in which they were set.
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(begun).toHaveLength(1);
  });
});
