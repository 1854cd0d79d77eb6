import { createLogUpdate } from 'log-update';
import { bytes } from '../../../core/words.ts';
import type { InstallProgress } from '../../runtime/install/progress.ts';
import { bar, colorsFor } from './style.ts';

export interface DrawnProgress extends InstallProgress {
  /** Leaves the terminal as it should be found. */
  close(): void;
}

const BAR_WIDTH = 20;

/** On a terminal that takes colours: a live line for the step at work, and one left behind for each that is done. Elsewhere: plain lines. */
export function createInstallProgress(stream: NodeJS.WriteStream): DrawnProgress {
  const colors = colorsFor(stream);
  const live = colors.isColorSupported ? createLogUpdate(stream) : undefined;
  let step = '';

  const leave = (line: string) => {
    if (live === undefined) stream.write(`${line}\n`);
    else live.persist(line);
  };
  return {
    begin(title) {
      step = title;
      if (live === undefined) stream.write(`  ${step}\n`);
      else live(`  ${step}`);
    },
    advance(done, total) {
      const share = total > 0 ? done / total : 0;
      live?.(`  ${step}  ${colors.cyan(bar(share, BAR_WIDTH))}  ${bytes(done)} of ${bytes(total)}`);
    },
    end(line) {
      live?.('');
      leave(`${colors.green('✓')} ${line}`);
    },
    note(line) {
      leave(`  ${colors.dim(line)}`);
    },
    close() {
      live?.clear();
      live?.done();
    },
  };
}
