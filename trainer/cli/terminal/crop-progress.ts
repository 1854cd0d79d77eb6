import { createLogUpdate } from 'log-update';
import { count, counted, duration } from '../../../core/words.ts';
import { bar, colorsFor } from './style.ts';

/** Shows how many crops are done. */
export interface CropProgress {
  show(done: number, total: number): void;
  /** Leaves the terminal as it should be found. */
  close(): void;
}

const BAR_WIDTH = 24;

/** On a terminal that takes colours: one live line. Elsewhere: a line for every tenth of the work. */
export function createCropProgress(stream: NodeJS.WriteStream): CropProgress {
  const colors = colorsFor(stream);
  const live = colors.isColorSupported ? createLogUpdate(stream) : undefined;
  let begin: { readonly time: number; readonly done: number } | undefined;
  let tenths = 0;

  return {
    show(done, total) {
      begin ??= { time: performance.now(), done };
      const pace = (performance.now() - begin.time) / 1000 / (done - begin.done);
      const left = Number.isFinite(pace) && done < total ? `  ${duration(pace * (total - done))} left` : '';
      const now = Math.floor((10 * done) / total);
      live?.(
        `cropping  ${colors.cyan(bar(done / total, BAR_WIDTH))}  ${count(done)} of ${counted(total, 'crop')}${left}`,
      );
      if (live === undefined && now > tenths)
        stream.write(`cropping  ${count(done)} of ${counted(total, 'crop')}${left}\n`);
      tenths = now;
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}
