import { describe, expect, test } from 'vitest';
import { afterEvent, emptyRunState } from '../../../core/run-state/run-state.ts';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { epochEnded, started, step, wholeRun } from '../../trainer/cli/run-events.ts';

const stateAfter = (events: readonly RunEvent[]) => events.reduce(afterEvent, emptyRunState);
const upTo = (count: number) => stateAfter(wholeRun.slice(0, count));

describe('the state of a run', () => {
  test('shows a phase while it goes on and forgets it when it is done', () => {
    expect(upTo(2).phase).toMatchObject({ phase: 'images', done: 0 });
    expect(upTo(4).phase).toBeUndefined();
  });

  test('shows the epoch and step being trained, and forgets both when the epoch ends', () => {
    expect(upTo(6)).toMatchObject({ epoch: { epoch: 0 }, step: { step: 31 } });
    const ended = upTo(7);
    expect(ended.epoch).toBeUndefined();
    expect(ended.step).toBeUndefined();
    expect(ended.epochs).toHaveLength(1);
  });

  test('a step ends the phase before it', () => {
    const phase: RunEvent = { v: 1, type: 'phase', time: '', phase: 'features', done: 3, total: 9 };
    expect(stateAfter([started, phase, step]).phase).toBeUndefined();
  });

  test('keeps the best validation accuracy of each task with its epoch, and none for a task without labelled rows', () => {
    const { bestAccuracy } = stateAfter([
      started,
      epochEnded(0, 0.7, true),
      epochEnded(1, 0.8, true),
      epochEnded(2, 0.75, false),
    ]);
    expect(bestAccuracy).toEqual({ print: { accuracy: 0.8, epoch: 1 } });
  });

  test('counts bad images and ends with the run', () => {
    const state = stateAfter(wholeRun);
    expect(state.badImages).toBe(1);
    expect(state.ended).toMatchObject({ status: 'finished' });
  });

  test('a resumed run keeps the epochs before the one it goes on from, and only those', () => {
    const resumed = stateAfter([
      started,
      epochEnded(0, 0.7, true),
      epochEnded(1, 0.9, true),
      { ...started, firstEpoch: 1 },
      epochEnded(1, 0.8, true),
    ]);
    expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(resumed.bestAccuracy).toEqual({ print: { accuracy: 0.8, epoch: 1 } });
  });
});
