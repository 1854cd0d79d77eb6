import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeError } from '../../core/files.ts';
import { type RunDirectory, runDirectory, runsFolder } from '../../core/runs/run-directory.ts';

/** Makes the directory of a new run under the project root, with the config's snapshot in it. */
export async function createRun(root: string, configFile: string): Promise<RunDirectory> {
  const runs = runsFolder(root);
  try {
    await mkdir(runs, { recursive: true });
    await keepOutOfGit(root);
    const run = runDirectory(await makeUnique(runs));
    await mkdir(run.checkpoint);
    await copyFile(configFile, run.config);
    return run;
  } catch (error) {
    throw writeError(error, 'the run', runs);
  }
}

async function makeUnique(runs: string): Promise<string> {
  for (;;) {
    const path = join(runs, newRunId(new Date()));
    try {
      await mkdir(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** 20260131-235959-123-k7q: UTC to the millisecond and three random letters, for runs started at once. */
export function newRunId(now: Date): string {
  const [date, time] = now.toISOString().replaceAll(/[-:Z]/g, '').split('T') as [string, string];
  return `${date}-${time.replace('.', '-')}-${randomInt(36 ** 3)
    .toString(36)
    .padStart(3, '0')}`;
}

/** Checkpoints are large and of no use to others. */
async function keepOutOfGit(root: string): Promise<void> {
  const path = join(root, '.multitask', '.gitignore');
  if (!existsSync(path)) await writeFile(path, '*\n');
}
