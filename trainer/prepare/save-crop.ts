import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a crop beside the others and moves it to its place: whoever looks sees no half of it. Not forced to the disk: that would take longer than
 * the crop, and after a power failure its size tells whether it is whole.
 */
export function saveCrop(path: string, bytes: Uint8Array, unfinished: string): void {
  writeFileSync(unfinished, bytes);
  renameSync(unfinished, path);
}
