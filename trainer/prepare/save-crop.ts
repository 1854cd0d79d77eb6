import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a crop under another name and moves it to its place: whoever looks sees no half of it. Not forced to the disk: that would take longer than
 * the crop, and after a power failure its size tells whether it is whole.
 */
export function saveCrop(path: string, bytes: Uint8Array, halfWritten: string): void {
  writeFileSync(halfWritten, bytes);
  renameSync(halfWritten, path);
}
