import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FileMoves } from './file-moves.ts';

/** The folders below which a relative path is looked for: the first with something at it counts, or else the first. */
export interface Bases {
  readonly before: readonly string[];
  /** The same folders, in that order, after the moves. */
  readonly after: readonly string[];
}

/** How a path must be written after the moves to lead to the same as before; undefined where it can stay as it is. */
export function movedPath(path: string, bases: Bases, moves: FileMoves): string | undefined {
  const exists = (file: string) => moves.existsAfter(file);
  const before = resolveIn(path, bases.before, existsSync);
  const target = moves.after(before);
  if (resolveIn(path, bases.after, exists) === target) return undefined;
  if (isAbsolute(path)) return styledAs(path, target);
  // Below the folder that it was below, if that leads there.
  const own = bases.before.findIndex((base) => resolve(base, path) === before);
  const [first = '', ...others] = [bases.after[own] ?? '', ...bases.after].map((base) => relative(base, target));
  const found = [first, ...others].find(
    (written) => written !== '' && resolveIn(written, bases.after, exists) === target,
  );
  return styledAs(path, found ?? target);
}

function resolveIn(path: string, bases: readonly string[], exists: (file: string) => boolean): string {
  const places = bases.map((base) => resolve(base, path));
  return places.find(exists) ?? (places[0] as string);
}

/** With forward slashes, which every system reads, and with the dot at the start and the slash at the end that the old path had. */
function styledAs(old: string, path: string): string {
  const written = path.split(sep).join('/');
  const isPlain = !isAbsolute(path) && !written.startsWith('../');
  return `${/^\.[\\/]/.test(old) && isPlain ? './' : ''}${written}${/[\\/]$/.test(old) ? '/' : ''}`;
}
