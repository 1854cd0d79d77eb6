import { randomUUID } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Files } from '../../core/files.ts';

/** A part that has not grown for so long was left behind by a process that was killed while it saved. */
const ABANDONED_MS = 120_000;

/**
 * Lets `write` make a file beside the one at `path` and puts it in its place in one move: a process killed at any moment, or a full disk,
 * leaves the old file or the new one, whole. A link stays one: the file that it leads to is replaced.
 */
export async function saveInOneMove(path: string, write: (part: string) => Promise<void>, files: Files): Promise<void> {
  const target = await realpath(path).catch(() => path);
  await removeAbandoned(target, files);
  const part = `${target}.${randomUUID()}.part`;
  try {
    // What keeps a file from being made here is said most plainly by Node.
    await files.write(part, []);
    await write(part);
    await files.move(part, target);
  } catch (error) {
    await files.remove(part).catch(() => {});
    throw error;
  }
}

async function removeAbandoned(path: string, files: Files): Promise<void> {
  const name = basename(path);
  const isPart = (file: string) => file.startsWith(name) && /^\.[0-9a-f-]{36}\.part$/.test(file.slice(name.length));
  for (const file of (await readdir(dirname(path))).filter(isPart)) {
    const part = join(dirname(path), file);
    const written = (await stat(part).catch(() => undefined))?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - written > ABANDONED_MS) await files.remove(part).catch(() => {});
  }
}
