import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../core/runs/is-running.ts';

const NAME = /^\.multitask-(\d+)-\d+$/;

/** What the crop that a thread of this process is writing is called until it is whole. */
export const halfWrittenName = (thread: number): string => `.multitask-${process.pid}-${thread}`;

/** Makes the folder, or removes from it what processes that were killed left half written. */
export function makeCropFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) return;
  for (const name of readdirSync(folder)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}
