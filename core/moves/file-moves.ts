import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** A file or folder that is about to be somewhere else. Absolute paths. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** The disk before and after some files and folders move. */
export class FileMoves {
  readonly #byFrom: ReadonlyMap<string, FileMove>;
  readonly #byTo: ReadonlyMap<string, FileMove>;

  constructor(moves: readonly FileMove[]) {
    this.#byFrom = new Map(moves.map((move) => [move.from, move]));
    this.#byTo = new Map(moves.map((move) => [move.to, move]));
  }

  /** The paths that something moves away from. */
  get sources(): readonly string[] {
    return [...this.#byFrom.keys()];
  }

  /** Where what is at the path will be; the path itself where it stays. Of a folder and what is in it, the inner goes its own way. */
  after(path: string): string {
    const move = innermost(this.#byFrom, path);
    return move ? move.to + path.slice(move.from.length) : path;
  }

  touches(path: string): boolean {
    return innermost(this.#byFrom, path) !== undefined;
  }

  /** Whether something will be at the path. */
  existsAfter(path: string): boolean {
    if (existsSync(path) && !this.touches(path)) return true;
    const move = innermost(this.#byTo, path);
    if (!move) return false;
    const before = move.from + path.slice(move.to.length);
    return this.after(before) === path && existsSync(before);
  }
}

/** The move of the path itself, or of the nearest folder above it that moves. */
function innermost(moves: ReadonlyMap<string, FileMove>, path: string): FileMove | undefined {
  let place = path;
  for (;;) {
    const move = moves.get(place);
    const above = dirname(place);
    if (move || above === place) return move;
    place = above;
  }
}
