import { closeSync, openSync, readFileSync, statSync, truncateSync, writeSync } from 'node:fs';
import { writeError } from '../../core/files.ts';
import type { RunDirectory } from '../../core/runs/run-directory.ts';
import type { RunEvent } from '../../schemas/types/run-event.ts';

/** events.ndjson, open for appending. */
export interface EventLog {
  append(event: RunEvent): void;
  close(): void;
}

/** Goes on where the file ends; a last line that a crash has torn is cut off first. */
export function openEventLog(run: RunDirectory): EventLog {
  const failed = (error: unknown) => writeError(error, 'the event log', run.events);
  let file: number;
  try {
    cutTornLine(run.events);
    file = openSync(run.events, 'a');
  } catch (error) {
    throw failed(error);
  }
  return {
    // Written at once and in order, so that the file never lags behind what people were shown.
    append(event) {
      try {
        writeSync(file, `${JSON.stringify(event)}\n`);
      } catch (error) {
        throw failed(error);
      }
    },
    close: () => closeSync(file),
  };
}

function cutTornLine(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
}
