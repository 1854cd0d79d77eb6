import { describe, expect, it } from 'vitest';
import { finish, inTurns, type Slices } from '../../core/slices.ts';

function* counting(to: number, steps: number[] = []): Slices<string> {
  for (let step = 0; step < to; step++) {
    steps.push(step);
    yield;
  }
  return `counted ${to}`;
}

describe('work in slices', () => {
  it('gives the same result at once and in turns', async () => {
    expect(finish(counting(100))).toBe('counted 100');
    expect(await inTurns(counting(100))).toBe('counted 100');
    expect(finish(counting(0))).toBe('counted 0');
  });

  it('lets others have their turns', async () => {
    let others = 0;
    let done = false;
    const other = () => {
      others += 1;
      if (!done) setImmediate(other);
    };
    other();
    await inTurns(
      (function* () {
        while (others < 3) yield;
      })(),
    );
    done = true;
    expect(others).toBeGreaterThanOrEqual(3);
  });

  it('is given up with the reason of its signal, before it begins or between turns', async () => {
    const reason = new Error('no more');
    const steps: number[] = [];
    await expect(inTurns(counting(5, steps), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(steps).toEqual([]);

    const controller = new AbortController();
    setImmediate(() => controller.abort(reason));
    const endless = function* (): Slices<never> {
      for (;;) yield;
    };
    await expect(inTurns(endless(), controller.signal)).rejects.toBe(reason);
  });
});
