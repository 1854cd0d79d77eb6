import { type GrowingIndex, type Growth, indexGrowing } from '../../core/dataframe/growing-index.ts';
import type { IndexedCells } from '../../core/dataframe/indexed-cells.ts';
import type { ReadCells } from '../../core/rows/read-samples.ts';
import type { UnsavedContent } from './data-service.ts';
import { fileVersion } from './file-version.ts';
import { StoredDataframes } from './stored-dataframes.ts';

/** Dataframes of a million rows are 60 MB and more in memory, and few people edit configs for several of that size at a time. */
const ALWAYS_KEPT = 2;
const MOST_ROWS = 1_000_000;
const MOST_KEPT = 20;

interface Kept {
  /** What the file was when the reading began. */
  readonly version: string;
  readonly cells: Promise<IndexedCells>;
  /** As soon as they are known. */
  rows: number;
  /** What rows that are appended may be read with. */
  growth: Growth | undefined;
}

export interface CacheOptions {
  /** What counts in place of files, by file. */
  readonly unsaved?: ReadonlyMap<string, UnsavedContent>;
  /** What was read before the server started. */
  readonly stored?: StoredDataframes;
  readonly index?: typeof indexGrowing;
}

interface DataframeVersion {
  readonly version: string;
  /** undefined: the file's. */
  readonly content: Uint8Array | undefined;
}

/** Dataframes as read, kept while their files stay as they are, so that a change of the config reads none again. */
export class DataframeCache {
  /** By file; the last used comes last. */
  readonly #kept = new Map<string, Kept>();
  readonly #unsaved: ReadonlyMap<string, UnsavedContent>;
  readonly #stored: StoredDataframes;
  readonly #index: typeof indexGrowing;

  constructor({ unsaved = new Map(), stored = new StoredDataframes(), index = indexGrowing }: CacheOptions = {}) {
    this.#unsaved = unsaved;
    this.#stored = stored;
    this.#index = index;
  }

  /**
   * The cells of these columns, and maybe of others that were asked for before. Whoever is aborted waits no longer, but the reading goes on for
   * whoever asks next.
   */
  readonly read: ReadCells = async (file, columns, { signal }) => {
    signal?.throwIfAborted();
    const { version, content } = await this.#now(file);
    for (let wanted = columns; ; ) {
      const known = this.#kept.get(file);
      const kept = known?.version === version ? known : this.#begin(file, wanted, { version, content }, known);
      this.#kept.delete(file);
      this.#kept.set(file, kept);
      this.#forgetOldest();
      const read = await unlessAborted(kept.cells, signal);
      if (missing(read, columns).length === 0) return read;
      // Columns go in and out of a config as it is typed: with all of them kept, that reads no file twice.
      wanted = new Set([...read.cells.keys(), ...columns]);
      if (this.#kept.get(file) === kept) this.#kept.delete(file);
    }
  };

  /** The last used stay: two of any size, more of them as long as they are small. */
  #forgetOldest(): void {
    let count = 0;
    let rows = 0;
    for (const [file, kept] of [...this.#kept].reverse()) {
      count += 1;
      rows += kept.rows;
      if (count > ALWAYS_KEPT && (rows > MOST_ROWS || count > MOST_KEPT)) this.#kept.delete(file);
    }
  }

  /** What the file holds now, and what tells it from what it held before. */
  async #now(file: string): Promise<DataframeVersion> {
    const unsaved = this.#unsaved.get(file);
    return unsaved
      ? { version: `open ${unsaved.edition}`, content: unsaved.content }
      : { version: await fileVersion(file), content: undefined };
  }

  #begin(file: string, columns: ReadonlySet<string>, now: DataframeVersion, before: Kept | undefined): Kept {
    const reading = this.#read(file, columns, now, before);
    const cells = reading.then(({ read }) => read);
    const kept: Kept = { version: now.version, cells, rows: 0, growth: undefined };
    const forget = () => {
      if (this.#kept.get(file) === kept) this.#kept.delete(file);
    };
    reading.then(async ({ read, growth, isNew }) => {
      kept.rows = read.index.rows;
      // What was read while the file changed is of neither version.
      if ((await this.#now(file)).version !== now.version) return forget();
      if (now.content || !isNew) return;
      // What cannot be stored is read again the next time.
      await this.#stored.save(file, now.version, read).catch(() => {});
      await growth?.remember();
      if ((await this.#now(file)).version === now.version) kept.growth = growth;
    }, forget);
    return kept;
  }

  async #read(
    file: string,
    columns: ReadonlySet<string>,
    { version, content }: DataframeVersion,
    before: Kept | undefined,
  ): Promise<GrowingIndex & { isNew: boolean }> {
    const growth = content ? undefined : before?.growth;
    if (growth && (await growth.onlyGrew())) {
      const grown = await growth.readOn({});
      if (grown && missing(grown, columns).length === 0) return { read: grown, growth, isNew: true };
    }
    const stored = content ? undefined : await this.#stored.load(file, version);
    if (stored && missing(stored, columns).length === 0) return { read: stored, growth: undefined, isNew: false };
    const wanted = new Set([...columns, ...(stored?.cells.keys() ?? [])]);
    const index = await this.#index(file, { keeps: (name) => wanted.has(name), keepsLabels: true, content });
    return { ...index, isNew: true };
  }
}

/** Columns that the file has and that were not kept. */
function missing({ index, cells }: IndexedCells, columns: ReadonlySet<string>): string[] {
  const names = index.columns.map(({ name }) => name);
  return names.filter((name) => columns.has(name) && !cells.has(name));
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
