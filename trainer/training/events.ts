import type { PhaseProgress, RunEvent } from '../../schemas/types/run-event.ts';

type WithoutStamp<E> = E extends RunEvent ? Omit<E, 'v' | 'time'> : never;

/** An event before it gets its version and time. */
export type NewEvent = WithoutStamp<RunEvent>;
export type Emit = (event: NewEvent) => void;

/** The one place where events get their version and time. */
export function stamped(sink: (event: RunEvent) => void): Emit {
  return (event) => sink({ v: 1, time: new Date().toISOString(), ...event });
}

/** Progress is told at most this often. */
export const PROGRESS_INTERVAL_MS = 100;

/** Tells how far a phase is: at its start, at its end, and not too often between. */
export function phaseProgress(
  emit: Emit,
  phase: PhaseProgress['phase'],
  total: number,
  unit: NonNullable<PhaseProgress['unit']> = 'images',
): (done: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  const tell = (done: number) => {
    const now = performance.now();
    if (done < total && now - last < PROGRESS_INTERVAL_MS) return;
    last = now;
    emit({ type: 'phase', phase, done, total, unit });
  };
  tell(0);
  return tell;
}
