import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const NAME = /^\.multitask-(\d+)$/;

/**
 * Makes a folder for this process' half-written crops among the crops, and removes those of processes that were killed. Resolves to its path.
 */
export async function unfinishedFolder(crops: string): Promise<string> {
  await mkdir(crops, { recursive: true });
  for (const name of await readdir(crops)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(crops, name), { recursive: true, force: true });
  }
  const folder = join(crops, `.multitask-${process.pid}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
