import { createLogUpdate } from 'log-update';
import { afterEvent, emptyRunState } from '../../../core/run-state/run-state.ts';
import type { RunEvent } from '../../../schemas/types/run-event.ts';
import { lastingLines } from './lasting-lines.ts';
import { liveBlock } from './live-block.ts';
import { colorsFor } from './style.ts';

/** Draws a run's events as they come. */
export interface Progress {
  show(event: RunEvent): void;
  /** Leaves the terminal as it should be found. */
  close(): void;
}

/** On a terminal that takes colours: one live block, and one line left behind for every epoch. Elsewhere: those lines alone. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const colors = colorsFor(stream);
  const live = colors.isColorSupported ? createLogUpdate(stream) : undefined;
  let state = emptyRunState;

  return {
    show(event) {
      const before = state;
      state = afterEvent(before, event);
      const lines = lastingLines(event, before, state, colors, live && stream.columns);
      if (live === undefined) {
        if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
        return;
      }
      if (lines.length > 0) live.persist(lines.join('\n'));
      live(liveBlock(state, stream.columns ?? 80, colors).join('\n'));
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}
