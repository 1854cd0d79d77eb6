import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The sizes of all files in a folder, added; 0 if there is none. Files that come and go meanwhile count or do not. */
export async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) {
    const facts = await lstat(join(folder, name)).catch(() => undefined);
    if (facts?.isFile()) bytes += facts.size;
  }
  return bytes;
}
