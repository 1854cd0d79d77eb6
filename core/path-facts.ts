import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What stands where training wants to write or read. */
export interface PathFacts {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'other' | 'missing';
  /** Whether this process may write it, or, where it is missing, make it. */
  readonly writable: boolean;
  /** For a missing path: the nearest thing above it that exists, when that is not a folder and so nothing can be made below it. */
  readonly blockedBy?: string;
}

/** Looks at a path without changing anything. */
export async function pathFacts(path: string): Promise<PathFacts> {
  const kind = await kindOf(path);
  if (kind !== 'missing') return { path, kind, writable: await isWritable(path) };
  let above = dirname(path);
  let kindAbove = await kindOf(above);
  while (kindAbove === 'missing' && dirname(above) !== above) {
    above = dirname(above);
    kindAbove = await kindOf(above);
  }
  if (kindAbove !== 'folder') return { path, kind, writable: false, blockedBy: above };
  return { path, kind, writable: await isWritable(above) };
}

async function kindOf(path: string): Promise<PathFacts['kind']> {
  try {
    const found = await stat(path);
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  } catch {
    // Not there, below a file, or in a folder that may not be searched: in each case what is above it decides.
    return 'missing';
  }
}

async function isWritable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
