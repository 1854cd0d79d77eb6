import { basename } from 'node:path';
import { findCells } from '../../core/dataframe/find-cells.ts';
import { quote } from '../../core/findings/words.ts';
import type { FileMoves } from '../../core/moves/file-moves.ts';
import { type DataframePlace, imageCellMoves } from '../../core/moves/image-cell-moves.ts';
import { count, counted } from '../../core/words.ts';
import { editsOfCells, MOST_CELLS, whyNoTextToEdit } from '../cell-edits.ts';
import { type FeatureContext, indexOf } from '../feature.ts';
import type { FileEdits } from '../workspace-edits.ts';

/** The edits of the cells that name images which move, or why they are left as they are, in a sentence. */
export type MovedImages = { readonly edits: readonly FileEdits[] } | { readonly remark: string };

/** The image column of a dataframe. */
export interface ImagesOfDataframe extends DataframePlace {
  readonly column: string;
}

/** Makes the image cells of a dataframe follow the moves. */
export async function imageEdits(
  context: FeatureContext,
  { column, ...place }: ImagesOfDataframe,
  moves: FileMoves,
  signal: AbortSignal,
): Promise<MovedImages> {
  const { file } = place;
  const movedCell = imageCellMoves(place, moves);
  const isMoved = (cell: string) => movedCell(cell) !== undefined;
  const left = `Cells of ${quote(column)} in ${basename(file)} go on naming images where they were`;
  const index = await indexOf(context, file, signal);
  const reason = await whyNoTextToEdit(context, file, index);
  if (reason !== undefined) {
    const images = index.columns.find(({ name }) => name === column)?.values.keys() ?? [];
    return [...images].some(isMoved) ? { remark: `${left}: ${reason}.` } : { edits: [] };
  }
  const content = context.openDataframes.at(file)?.content;
  const cells = await findCells(file, { column, values: { has: isMoved } }, { content, signal, limit: MOST_CELLS + 1 });
  if (cells.length > MOST_CELLS) {
    return { remark: `${left}: they are more than an editor changes at a time (${count(MOST_CELLS)}).` };
  }
  const moved = cells.map(({ range, text }) => ({ range, text: movedCell(text) ?? text }));
  const label = `Change ${counted(moved.length, 'image path')} of ${basename(file)}`;
  return { edits: [editsOfCells(context.openDataframes, file, moved, label)] };
}
