import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../core/cache-folder.ts';
import type { IndexedCells } from '../../core/dataframe/indexed-cells.ts';
import { loadCells, storedBytes } from '../../core/dataframe/stored-cells.ts';

/** Smaller files are read as quickly as what is stored of them. In bytes. */
const SMALLEST = 4_000_000;
/** More dataframes than anybody goes back to. */
const MOST_STORED = 20;
const ENDING = '.cells';

/** What was read of large dataframes, on disk: a file that did not change is not read again. */
export class StoredDataframes {
  readonly #folder: string;
  readonly #smallest: number;

  constructor(folder: string = join(cacheFolder(), 'dataframes'), smallest: number = SMALLEST) {
    this.#folder = folder;
    this.#smallest = smallest;
  }

  /** What is stored of the file in this version; undefined: nothing, or nothing that can be used. */
  async load(file: string, version: string): Promise<IndexedCells | undefined> {
    const path = this.#pathFor(file);
    try {
      const handle = await open(path);
      try {
        const stored = await loadCells(inOrder(handle), idOf(file, version));
        // What was used last stays longest.
        if (stored) await utimes(path, new Date(), new Date());
        return stored;
      } finally {
        await handle.close();
      }
    } catch {
      // What is not there, or damaged, is made again.
      return undefined;
    }
  }

  /** Keeps what was read of a large file. Rejects where the disk takes nothing. */
  async save(file: string, version: string, read: IndexedCells): Promise<void> {
    if ((await stat(file)).size < this.#smallest) return;
    await mkdir(this.#folder, { recursive: true });
    const path = this.#pathFor(file);
    const draft = `${path}.${process.pid}`;
    try {
      const handle = await open(draft, 'w', 0o600);
      try {
        for (const bytes of storedBytes(read, idOf(file, version))) await handle.write(bytes);
      } finally {
        await handle.close();
      }
      await rename(draft, path);
    } finally {
      await rm(draft, { force: true });
    }
    await this.#prune();
  }

  /** Removes what was used longest ago, and what a server left that was ended as it wrote. */
  async #prune(): Promise<void> {
    const paths = (await readdir(this.#folder)).map((name) => join(this.#folder, name));
    const dated = await Promise.all(paths.map(async (path) => ({ path, used: (await stat(path)).mtimeMs })));
    const newestFirst = dated.sort((a, b) => b.used - a.used);
    for (const { path } of newestFirst.slice(MOST_STORED)) await rm(path, { force: true });
  }

  #pathFor(file: string): string {
    return join(this.#folder, createHash('sha256').update(file).digest('hex').slice(0, 32) + ENDING);
  }
}

const idOf = (file: string, version: string): string => JSON.stringify([file, version]);

/** Reads a file from its start on. */
function inOrder(handle: FileHandle): (into: Uint8Array) => Promise<boolean> {
  let position = 0;
  return async (into) => {
    for (let filled = 0; filled < into.length; ) {
      const { bytesRead } = await handle.read(into, filled, into.length - filled, position);
      if (bytesRead === 0) return false;
      filled += bytesRead;
      position += bytesRead;
    }
    return true;
  };
}
