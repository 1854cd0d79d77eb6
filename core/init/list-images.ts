import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Of the formats that can be read. */
export const IMAGE_ENDING = /\.(jpe?g|png|webp|gif|tiff?)$/i;
/** Below train or val, a class and its subfolders; deeper trees are no labels. */
const MAX_DEPTH = 6;

/** The image files below a folder, by their endings: relative paths with forward slashes, in the order of their names. Hidden ones are left out. */
export async function listImages(folder: string): Promise<string[]> {
  const images: string[] = [];
  await walk(folder, '', MAX_DEPTH, images);
  return images.sort((a, b) => (a < b ? -1 : 1));
}

async function walk(folder: string, prefix: string, depth: number, images: string[]): Promise<void> {
  for await (const entry of await opendir(folder)) {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      if (depth > 0) await walk(join(folder, entry.name), `${path}/`, depth - 1, images);
    } else if (IMAGE_ENDING.test(entry.name)) images.push(path);
  }
}
