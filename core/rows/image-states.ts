import { aborted } from 'node:util';
import { inspectAll } from '../images/inspect-all.ts';
import { inTurns, ROWS_PER_SLICE, type Slices } from '../slices.ts';
import type { RepeatedImages } from './repeated-images.ts';
import type { RowTable } from './row-table.ts';

export interface ImageProblem {
  /** Data row, counted from 1 after the header. */
  readonly row: number;
  /** As the dataframe spells it. */
  readonly path: string;
  /** Why the image cannot be used, without its path. */
  readonly problem: string;
}

/** What the headers of all images say. */
export interface ImageFacts {
  /** Rows that name an image. */
  readonly rows: number;
  /** Those whose image cannot be used. */
  readonly bad: number;
  /** The first of those, in row order. */
  readonly problems: readonly ImageProblem[];
}

export interface InspectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told, as the files are read, how many of them were. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** More than anybody reads. */
const MOST_PROBLEMS = 1000;

const UNSEEN = 0;
const GOOD = 1;
/** The first of those that are indices of a problem. */
const BAD = 2;

/** Whether the image of each row can be used, as far as it was looked at: five bytes a row. Each file is read once, however many rows name it. */
export class ImageStates {
  readonly #table: RowTable;
  readonly #repeated: RepeatedImages;
  /** By place: UNSEEN, GOOD, or BAD + the index of a problem. */
  readonly #states: Uint32Array;
  /** What is wrong with images, each wording once, with its index. */
  readonly #problems = new Map<string, number>();
  /** By place: 1 where the row is the first that names its image. */
  readonly #first: Uint8Array;
  /** Files that changed since they were looked at. */
  readonly #changed = new Set<string>();
  #facts: ImageFacts | undefined;
  /** Ends with the look that is being taken. */
  #look: Promise<void> | undefined;

  private constructor(table: RowTable, repeated: RepeatedImages, first: Uint8Array) {
    this.#table = table;
    this.#repeated = repeated;
    this.#states = new Uint32Array(table.length);
    this.#first = first;
  }

  /** Of images none of which was looked at. */
  static *of(table: RowTable, repeated: RepeatedImages): Slices<ImageStates> {
    const first = new Uint8Array(table.length);
    for (let place = 0; place < table.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (table.hasImage(place)) first[place] = 1;
    }
    for (const places of repeated) {
      yield;
      for (const place of places.subarray(1)) first[place] = 0;
    }
    return new ImageStates(table, repeated, first);
  }

  /** undefined: there are images that were not looked at. */
  get facts(): ImageFacts | undefined {
    return this.#facts;
  }

  /**
   * Reads the headers of all images that were not looked at. What was read stays known where the signal ends it. Who asks meanwhile waits, and looks
   * at what is then left. Throws only the signal's reason.
   */
  async inspect(options: InspectOptions = {}): Promise<ImageFacts> {
    const { signal } = options;
    while (this.#look) {
      await Promise.race([this.#look, ...(signal ? [aborted(signal, this)] : [])]);
      signal?.throwIfAborted();
    }
    if (this.#facts) return this.#facts;
    let end = () => {};
    this.#look = new Promise((resolve) => {
      end = resolve;
    });
    try {
      return await this.#inspectUnseen(options);
    } finally {
      this.#look = undefined;
      end();
    }
  }

  async #inspectUnseen({ signal, onProgress }: InspectOptions): Promise<ImageFacts> {
    if (this.#changed.size > 0) await inTurns(this.#forgetChanged(), signal);
    const unseen = this.#unseen();
    const { files, seen } = await inTurns(this.#progress(), signal);
    let done = seen;
    await inspectAll(unseen, {
      pathOf: (place) => this.#table.image(place),
      take: (place, found) => {
        this.#states[place] = 'problem' in found ? this.#stateFor(found.problem) : GOOD;
        onProgress?.(++done, files);
      },
      signal,
    });
    const facts = await inTurns(this.#gathered(), signal);
    // What changed meanwhile is looked at the next time.
    if (this.#changed.size === 0) this.#facts = facts;
    return facts;
  }

  /** Images whose files changed are looked at again. */
  forget(files: Iterable<string>): void {
    for (const file of files) this.#changed.add(file);
    if (this.#changed.size > 0) this.#facts = undefined;
  }

  /** Takes over what another table knows of the images that it names at the same places. */
  *takeOver(other: ImageStates): Slices<void> {
    this.forget(other.#changed);
    const problems = [...other.#problems.keys()];
    const rows = Math.min(this.#table.length, other.#table.length);
    for (let place = 0; place < rows; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      const state = other.#states[place] as number;
      if (state === UNSEEN || this.#table.image(place) !== other.#table.image(place)) continue;
      this.#states[place] = state < BAD ? state : this.#stateFor(problems[state - BAD] as string);
    }
    // Files may have changed meanwhile.
    this.forget(other.#changed);
  }

  /** How many files there are, and how many of them were looked at. */
  *#progress(): Slices<{ files: number; seen: number }> {
    let files = 0;
    let seen = 0;
    for (let place = 0; place < this.#states.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (!this.#first[place]) continue;
      files += 1;
      if (this.#states[place] !== UNSEEN) seen += 1;
    }
    return { files, seen };
  }

  *#forgetChanged(): Slices<void> {
    this.#table.lookAgain();
    const changed = [...this.#changed];
    const files = new Set(changed);
    for (let place = 0; place < this.#table.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (this.#table.mayName(place, files)) this.#states[place] = UNSEEN;
    }
    for (const file of changed) this.#changed.delete(file);
  }

  *#unseen(): Generator<number> {
    for (let place = 0; place < this.#states.length; place++) {
      if (this.#first[place] && this.#states[place] === UNSEEN) yield place;
    }
  }

  #stateFor(problem: string): number {
    const index = this.#problems.get(problem) ?? this.#problems.size;
    this.#problems.set(problem, index);
    return BAD + index;
  }

  *#gathered(): Slices<ImageFacts> {
    for (const places of this.#repeated) {
      for (const place of places) this.#states[place] = this.#states[places[0] as number] as number;
      yield;
    }
    const wordings = [...this.#problems.keys()];
    const problems: ImageProblem[] = [];
    let rows = 0;
    let bad = 0;
    for (let place = 0; place < this.#table.length; place++) {
      if (place % ROWS_PER_SLICE === 0) yield;
      if (!this.#table.hasImage(place)) continue;
      rows += 1;
      const state = this.#states[place] as number;
      if (state < BAD) continue;
      bad += 1;
      if (problems.length === MOST_PROBLEMS) continue;
      const problem = wordings[state - BAD] as string;
      problems.push({ row: this.#table.row(place), path: this.#table.imageText(place), problem });
    }
    return { rows, bad, problems };
  }
}
