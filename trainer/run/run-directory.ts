import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { nearest } from '../../core/findings/nearest.ts';
import { writeError } from './files.ts';

/** Where a run keeps everything about itself. All paths are absolute. */
export interface RunDirectory {
  /** Name of the directory; sorts by time. */
  readonly id: string;
  readonly path: string;
  /** config.yml as it was when the run began, byte for byte. */
  readonly config: string;
  /** One event a line, only ever appended to: the run's truth. */
  readonly events: string;
  readonly history: string;
  /** Folder. */
  readonly checkpoint: string;
  readonly report: string;
  /** Process, start and status. */
  readonly run: string;
  /** There while somebody wants the run to stop; see stop-request.ts. */
  readonly stopRequest: string;
}

function runDirectory(path: string): RunDirectory {
  return {
    id: basename(path),
    path,
    config: join(path, 'config.yml'),
    events: join(path, 'events.ndjson'),
    history: join(path, 'history.csv'),
    checkpoint: join(path, 'checkpoint'),
    report: join(path, 'report.json'),
    run: join(path, 'run.json'),
    stopRequest: join(path, 'stop-request'),
  };
}

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

/**
 * The run that a person means by its id, its path or `latest`. A UserError says which runs there are if there is no such run.
 */
export async function findRun(root: string, name: string): Promise<RunDirectory> {
  const ids = await runIds(root);
  const id = name === 'latest' ? ids.at(-1) : ids.find((other) => other === name);
  if (id !== undefined) return runDirectory(join(runsFolder(root), id));
  if (name !== 'latest' && isRun(resolve(root, name))) return runDirectory(resolve(root, name));
  if (ids.length === 0) throw new UserError(`There is no run yet in ${runsFolder(root)}.`);
  const meant = nearest(name, ids) ?? ids.at(-1);
  throw new UserError(
    `There is no run ${name} in ${runsFolder(root)}. The nearest is ${meant}, the latest ${ids.at(-1)}. ` +
      'A run is told by its name, by the path of its folder, or as latest.',
  );
}

/** Ids of the project's runs, oldest first. */
async function runIds(root: string): Promise<string[]> {
  const entries = await readdir(runsFolder(root)).catch(() => []);
  return entries.filter((entry) => isRun(join(runsFolder(root), entry))).sort();
}

const runsFolder = (root: string): string => join(root, '.multitask', 'runs');
const isRun = (path: string): boolean => existsSync(runDirectory(path).config);

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
