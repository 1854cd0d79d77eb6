import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { nearest } from '../findings/nearest.ts';

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

/** The run whose directory this is. */
export function runDirectory(path: string): RunDirectory {
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
export async function runIds(root: string): Promise<string[]> {
  const entries = await readdir(runsFolder(root)).catch(() => []);
  return entries.filter((entry) => isRun(join(runsFolder(root), entry))).sort();
}

/** Where a project keeps its runs. */
export const runsFolder = (root: string): string => join(root, '.multitask', 'runs');
const isRun = (path: string): boolean => existsSync(runDirectory(path).config);
