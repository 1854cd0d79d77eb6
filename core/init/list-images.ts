import type { Dir } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { quote } from '../findings/words.ts';
import { hasImageEnding } from '../images/image-endings.ts';

/** Below train or val, a class and its subfolders; deeper trees are no labels. */
const MAX_DEPTH = 6;

/** The image files below a folder, by their endings: relative paths with forward slashes, in the order of their names. Hidden ones are left out. Throws UserError. */
export async function listImages(folder: string): Promise<string[]> {
  const images: string[] = [];
  await walk(folder, '', MAX_DEPTH, images);
  return images.sort((a, b) => (a < b ? -1 : 1));
}

async function walk(folder: string, prefix: string, depth: number, images: string[]): Promise<void> {
  for await (const entry of await opened(folder)) {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      if (depth > 0) await walk(join(folder, entry.name), `${path}/`, depth - 1, images);
    } else if (hasImageEnding(entry.name)) images.push(path);
  }
}

async function opened(folder: string): Promise<Dir> {
  try {
    return await opendir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : message;
    throw new UserError(`The folder ${quote(folder)} cannot be read: ${reason}.`, { cause: error });
  }
}
