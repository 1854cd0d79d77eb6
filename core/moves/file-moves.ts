import { existsSync } from 'node:fs';
import { sep } from 'node:path';

/** A file or folder that is about to be somewhere else. Absolute paths. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** The disk before and after some files and folders move. */
export class FileMoves {
  readonly #moves: readonly FileMove[];

  constructor(moves: readonly FileMove[]) {
    // Of a folder and what is in it, the inner goes its own way.
    this.#moves = [...moves].sort((a, b) => b.from.length - a.from.length);
  }

  /** Where what is at the path will be; the path itself where it stays. */
  after(path: string): string {
    const move = this.#moves.find(({ from }) => isAtOrIn(path, from));
    return move ? move.to + path.slice(move.from.length) : path;
  }

  touches(path: string): boolean {
    return this.#moves.some(({ from }) => isAtOrIn(path, from));
  }

  /** Whether something will be at the path. */
  existsAfter(path: string): boolean {
    if (existsSync(path) && !this.touches(path)) return true;
    return this.#moves.some(({ from, to }) => {
      const before = from + path.slice(to.length);
      return isAtOrIn(path, to) && this.after(before) === path && existsSync(before);
    });
  }
}

function isAtOrIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
