import type { DataframeIndex } from '../core/dataframe/dataframe.ts';
import type { DataService } from './data/data-service.ts';
import { fileVersion } from './data/file-version.ts';
import type { OpenDataframes } from './open-dataframes.ts';

interface Entry {
  /** Time and size of the file, or the edition in the editor, that is or is being read. */
  readonly version: string;
  /** Until it is read, that of the version before. */
  index: DataframeIndex | undefined;
  readonly reading: Promise<DataframeIndex>;
}

/** So many that no open config names any more, such as those whose paths were typed letter by letter. */
const MOST_KEPT = 8;

/** What is known of the dataframes that configs name, as they are on disk or, where they are open, in the editor. */
export class DataframeStore {
  readonly #data: DataService;
  readonly #open: Pick<OpenDataframes, 'unsaved'>;
  readonly #named: () => ReadonlySet<string>;
  readonly #onError: (error: unknown) => void;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners: ((file: string) => void)[] = [];
  /** Per file: the edition that the data service was told of. */
  readonly #told = new Map<string, number>();

  /**
   * @param named The files that open configs name: were they forgotten, whoever hears that one is read would ask for the others, for ever.
   * @param onError Told of defects; what is wrong with a file is in its index.
   */
  constructor(
    data: DataService,
    open: Pick<OpenDataframes, 'unsaved'>,
    named: () => ReadonlySet<string>,
    onError: (error: unknown) => void,
  ) {
    this.#data = data;
    this.#open = open;
    this.#named = named;
    this.#onError = onError;
  }

  /**
   * The newest index of the file; undefined while it is being read for the first time. Looks whether the file changed, and reads it again then.
   * @param columns Those that a check of the config will want.
   */
  async get(file: string, columns: ReadonlySet<string> = new Set()): Promise<DataframeIndex | undefined> {
    return (await this.#entry(file, columns)).index;
  }

  /** The index of the file as it is now. Rejects with the signal's reason. */
  async read(file: string, signal: AbortSignal): Promise<DataframeIndex> {
    const { reading } = await this.#entry(file, new Set());
    const index = await reading;
    signal.throwIfAborted();
    return index;
  }

  /** Lets the data service know the file as it is in the editor; gives what tells this state of it from others. */
  async sync(file: string): Promise<string> {
    const unsaved = await this.#open.unsaved(file);
    if (unsaved?.edition !== this.#told.get(file)) {
      this.#data.setUnsaved(file, unsaved && { edition: unsaved.edition, content: unsaved.content });
      if (unsaved) this.#told.set(file, unsaved.edition);
      else this.#told.delete(file);
    }
    return unsaved ? `open ${unsaved.edition}` : await fileVersion(file);
  }

  /** Tells of every file whose index was made anew. */
  onReady(listener: (file: string) => void): void {
    this.#listeners.push(listener);
  }

  async #entry(file: string, columns: ReadonlySet<string>): Promise<Entry> {
    const version = await this.sync(file);
    const known = this.#entries.get(file);
    if (known?.version === version) return known;
    const entry: Entry = { version, index: known?.index, reading: this.#index(file, columns) };
    this.#keep(file, entry);
    void this.#follow(file, entry);
    return entry;
  }

  /** Rejects, and never throws, where there is no data service any more. */
  async #index(file: string, columns: ReadonlySet<string>): Promise<DataframeIndex> {
    return this.#data.index(file, columns);
  }

  #keep(file: string, entry: Entry): void {
    // The one that changed last comes last.
    this.#entries.delete(file);
    this.#entries.set(file, entry);
    const named = this.#named();
    const others = [...this.#entries.keys()].filter((known) => known !== file && !named.has(known));
    for (const oldest of others.slice(0, -MOST_KEPT)) this.#entries.delete(oldest);
  }

  async #follow(file: string, entry: Entry): Promise<void> {
    try {
      entry.index = await entry.reading;
    } catch (error) {
      // The next question asks again.
      if (this.#entries.get(file) === entry) this.#entries.delete(file);
      this.#onError(error);
      return;
    }
    if (this.#entries.get(file) === entry) for (const listener of this.#listeners) listener(file);
  }
}
