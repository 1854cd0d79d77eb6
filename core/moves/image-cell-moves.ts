import { dirname, resolve } from 'node:path';
import type { FileMoves } from './file-moves.ts';
import { movedPath } from './moved-path.ts';

export interface DataframePlace {
  /** Absolute path of the dataframe, which may be one of the files that move. */
  readonly file: string;
  readonly root: string;
  /** The project root after the moves. */
  readonly rootAfter: string;
}

/** How the image cells of a dataframe must be written after the moves; the function returns undefined for a cell that can stay as it is. */
export function imageCellMoves(
  { file, root, rootAfter }: DataframePlace,
  moves: FileMoves,
): (cell: string) => string | undefined {
  const bases = { before: [root, dirname(file)], after: [rootAfter, dirname(moves.after(file))] };
  const staysInPlace = !moves.touches(file) && root === rootAfter;
  return (cell) => {
    // Of a million images few move: the disk is asked about those alone.
    if (cell === '' || (staysInPlace && !bases.before.some((base) => moves.touches(resolve(base, cell)))))
      return undefined;
    return movedPath(cell, bases, moves);
  };
}
