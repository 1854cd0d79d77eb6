import { stat } from 'node:fs/promises';
import type { DataframeIndex } from '../core/dataframe/dataframe.ts';
import { indexDataframe } from '../core/dataframe/index-dataframe.ts';
import type { ReadOptions } from '../core/dataframe/read-text.ts';
import type { OpenDataframes } from './open-dataframes.ts';

/** What is known of the dataframes that configs name. */
export interface DataframeStore {
  /** The newest index of the file; undefined while it is being read for the first time. Looks whether the file changed, and reads it again then. */
  get(file: string): Promise<DataframeIndex | undefined>;
  /** Tells of every file whose index was made anew. */
  onReady(listener: (file: string) => void): void;
  /** Ends what is under way. */
  close(): void;
}

interface Entry {
  /** Time and size of the file, or the version in the editor, that is or is being read. */
  version: string;
  index: DataframeIndex | undefined;
  reading: AbortController | undefined;
}

/** More dataframes than anybody edits configs of at a time. */
const MOST_KEPT = 8;

/** Reads dataframes in this thread, a chunk at a time. */
export class StreamingDataframeStore implements DataframeStore {
  readonly #open: Pick<OpenDataframes, 'unsaved'>;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: ((file: string) => void)[] = [];
  #closed = false;

  /** @param onError Told of defects; what is wrong with a file is in its index. */
  constructor(open: Pick<OpenDataframes, 'unsaved'>, onError: (error: unknown) => void) {
    this.#open = open;
    this.#onError = onError;
  }

  async get(file: string): Promise<DataframeIndex | undefined> {
    const unsaved = await this.#open.unsaved(file);
    const version = unsaved ? `open ${unsaved.edition}` : await versionOf(file);
    const known = this.#entries.get(file);
    if (this.#closed || known?.version === version) return known?.index;
    known?.reading?.abort();
    const entry: Entry = { version, index: known?.index, reading: new AbortController() };
    // The one used last comes last.
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > MOST_KEPT) this.#drop(oldest);
    void this.#read(file, entry, { signal: entry.reading?.signal, content: unsaved?.content });
    return entry.index;
  }

  onReady(listener: (file: string) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#closed = true;
    for (const file of [...this.#entries.keys()]) this.#drop(file);
  }

  #drop(file: string): void {
    this.#entries.get(file)?.reading?.abort();
    this.#entries.delete(file);
  }

  async #read(file: string, entry: Entry, options: ReadOptions): Promise<void> {
    try {
      entry.index = await indexDataframe(file, options);
    } catch (error) {
      if (!options.signal?.aborted) this.#onError(error);
      return;
    } finally {
      entry.reading = undefined;
    }
    for (const listener of this.#listeners) listener(file);
  }
}

async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return 'missing';
  }
}
