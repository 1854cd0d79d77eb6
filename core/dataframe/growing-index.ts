import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { openBytes } from './byte-source.ts';
import { fileFormat } from './file-format.ts';
import { indexRows } from './index-dataframe.ts';
import type { IndexedCells, IndexOptions } from './indexed-cells.ts';
import { PlainCsvIndexer } from './plain-csv-indexer.ts';
import { PlainCsvReader } from './plain-csv-reader.ts';
import type { ReadOptions } from './read-text.ts';
import { type Scanned, scanOn } from './scan-plain-csv.ts';

/** Large enough that reading is quick, small enough that a digest of it never holds up the event loop. */
const DIGEST_CHUNK = 1024 * 1024;

/** An index with its cells, and the means to go on where it ended. */
export interface GrowingIndex {
  readonly read: IndexedCells;
  /** undefined: rows that are appended need the whole file. */
  readonly growth: Growth | undefined;
}

/** The index of a dataframe as indexCells makes it, which can grow with a sound CSV file. Throws only the signal's reason. */
export async function indexGrowing(file: string, options: IndexOptions = {}): Promise<GrowingIndex> {
  options.signal?.throwIfAborted();
  if ((await fileFormat(file, options)) === 'text') {
    const growth = new Growth(file, options);
    const read = await growth.readOn(options);
    if (read) return { read, growth: options.content === undefined && growth.canGoOn ? growth : undefined };
  }
  return { read: await indexRows(file, options), growth: undefined };
}

/** Reads a CSV file, and later what was appended to it: nothing is read twice where the file proves to be the same up to there. */
export class Growth {
  readonly #file: string;
  readonly #indexer: PlainCsvIndexer;
  readonly #reader: PlainCsvReader;
  #scanned: Scanned | undefined;
  /** Of the bytes that were read. */
  #digest: string | undefined;

  constructor(file: string, options: IndexOptions) {
    this.#file = resolve(file);
    this.#indexer = new PlainCsvIndexer(options);
    this.#reader = new PlainCsvReader((record) => {
      this.#indexer.add(record);
      return true;
    });
  }

  /** Whether what is appended can only be further rows. */
  get canGoOn(): boolean {
    return this.#scanned?.endsLine ?? false;
  }

  /** Reads on to the file's end; undefined: it is no sound CSV file, and this cannot be gone on with. Throws only the signal's reason. */
  async readOn(options: ReadOptions): Promise<IndexedCells | undefined> {
    this.#digest = undefined;
    this.#scanned = await scanOn(this.#file, this.#reader, this.#scanned?.end, options);
    return this.#scanned && this.#indexer.result(this.#file);
  }

  /** Notes what the file holds up to where it was read, to be compared with later; to be called while it is still that file. */
  async remember(): Promise<void> {
    this.#digest = this.#scanned && (await digestOf(this.#file, this.#scanned.end));
  }

  /** Whether the file only has more in it than when it was read: all that was there is there still, byte by byte. */
  async onlyGrew(): Promise<boolean> {
    if (this.#digest === undefined || !this.canGoOn) return false;
    return (await digestOf(this.#file, this.#scanned?.end ?? 0)) === this.#digest;
  }
}

/** Of a file's first bytes; undefined where it has fewer or cannot be read. */
async function digestOf(file: string, end: number): Promise<string | undefined> {
  try {
    const source = await openBytes(file, {});
    try {
      const hash = createHash('sha1');
      const buffer = Buffer.alloc(DIGEST_CHUNK);
      for (let position = 0; position < end; ) {
        const length = await source.read(buffer, 0, Math.min(DIGEST_CHUNK, end - position), position);
        if (length === 0) return undefined;
        hash.update(buffer.subarray(0, length));
        position += length;
      }
      return hash.digest('hex');
    } finally {
      await source.close();
    }
  } catch {
    return undefined;
  }
}
