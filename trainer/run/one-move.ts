import { randomUUID } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from './files.ts';

/** A part that has not grown for so long was left behind by a process that was killed while it saved. */
const ABANDONED_MS = 120_000;

/**
 * Lets `write` make a file beside `path` and puts it in place of `path` in one move: a process killed at any moment, or a full disk, leaves the
 * old file or the new one, whole.
 */
export async function saveInOneMove(path: string, write: (part: string) => Promise<void>, files: Files): Promise<void> {
  await removeAbandoned(path, files);
  const part = `${path}.${randomUUID()}.part`;
  try {
    // What keeps a file from being made here is said most plainly by Node.
    await files.write(part, []);
    await write(part);
    await files.move(part, path);
  } catch (error) {
    await files.remove(part).catch(() => {});
    throw error;
  }
}

async function removeAbandoned(path: string, files: Files): Promise<void> {
  const folder = dirname(path);
  for (const file of await readdir(folder)) {
    if (!file.startsWith(`${basename(path)}.`) || !/^\.[0-9a-f-]{36}\.part$/.test(file.slice(basename(path).length)))
      continue;
    const part = join(folder, file);
    const written = (await stat(part).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - written > ABANDONED_MS) await files.remove(part).catch(() => {});
  }
}
