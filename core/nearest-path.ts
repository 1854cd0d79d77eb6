import { readdir } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import { nearest } from './findings/nearest.ts';
import { type ProjectPlace, resolveProjectPath } from './paths.ts';

/** Folders with more entries are ones of images. */
const MOST_ENTRIES = 10_000;

/**
 * The path that was probably meant by one that leads nowhere, written as that one is: of the files in its folder the one with the nearest name. Looks
 * nowhere else.
 * @param wanted What the file's name must match.
 */
export async function nearestPath(path: string, place: ProjectPlace, wanted: RegExp): Promise<string | undefined> {
  if (path.includes('\0')) return undefined;
  const folder = resolveProjectPath(dirname(path), place);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.length > MOST_ENTRIES) return undefined;
  const names = entries.filter((entry) => entry.isFile() && wanted.test(entry.name)).map(({ name }) => name);
  const name = nearest(posix.basename(path), names.sort());
  if (name === undefined) return undefined;
  const start = path.slice(0, path.length - posix.basename(path).length);
  return start + name;
}
