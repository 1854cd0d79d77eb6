import { resolve } from 'node:path';
import { inTurns, ROWS_PER_SLICE, type Slices } from '../slices.ts';
import { inspectAll } from './inspect-all.ts';
import type { ImageHeader, Unusable } from './inspect-image.ts';

export interface LookOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told, as the files are read, how many of them were. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** So many images tell whether those that could not be used are mended. */
const LOOKED_AT_AGAIN = 256;

/**
 * What the headers of a folder's images say. Each is read once, until it is said to have changed. Of images that cannot be used, the first are
 * looked at again each time, and all once one of those can be.
 */
export class ImageHeaders {
  readonly #folder: string;
  readonly #usable = new Map<string, ImageHeader>();
  readonly #unusable = new Map<string, Unusable>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** undefined: the image was not looked at. @param file Path below the folder. */
  of(file: string): ImageHeader | Unusable | undefined {
    return this.#usable.get(file) ?? this.#unusable.get(file);
  }

  /** Reads the headers of those that are not known, each once. What was read stays known where the signal ends it. Throws only the signal's reason. */
  async look(files: Iterable<string>, options: LookOptions = {}): Promise<void> {
    await this.#lookAgain(options.signal);
    await this.#inspect(await inTurns(this.#unseen(files), options.signal), options);
  }

  /** These images changed, or came to be, or went away. */
  forget(files: Iterable<string>): void {
    for (const file of files) {
      this.#usable.delete(file);
      this.#unusable.delete(file);
    }
  }

  async #lookAgain(signal: AbortSignal | undefined): Promise<void> {
    const first = new Set([...this.#unusable.keys()].slice(0, LOOKED_AT_AGAIN));
    await this.#inspect(first, { signal });
    if ([...first].some((file) => this.#usable.has(file))) this.#unusable.clear();
  }

  *#unseen(files: Iterable<string>): Slices<Set<string>> {
    const unseen = new Set<string>();
    let passed = 0;
    for (const file of files) {
      if (!this.of(file)) unseen.add(file);
      if (++passed % ROWS_PER_SLICE === 0) yield;
    }
    return unseen;
  }

  async #inspect(files: ReadonlySet<string>, { signal, onProgress }: LookOptions): Promise<void> {
    let done = 0;
    await inspectAll(files.values(), {
      pathOf: (file) => resolve(this.#folder, file),
      take: (file, found) => {
        this.#know(file, found);
        onProgress?.(++done, files.size);
      },
      signal,
    });
  }

  #know(file: string, found: ImageHeader | Unusable): void {
    this.forget([file]);
    if ('problem' in found) this.#unusable.set(file, found);
    else this.#usable.set(file, found);
  }
}
