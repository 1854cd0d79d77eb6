import { type FoundCell, writtenCell } from '../core/dataframe/find-cells.ts';
import { rangeOf } from './diagnostics.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import { uriOfPath } from './uris.ts';
import type { FileEdits } from './workspace-edits.ts';

/** An editor takes seconds for more edits at a time, and shows none of them for a while. */
export const MOST_CELLS = 10_000;

/** The edits that give cells of a CSV file new texts. @param cells As the editor has them where the file is open. */
export function editsOfCells(
  openDataframes: OpenDataframes,
  file: string,
  cells: readonly Pick<FoundCell, 'range' | 'text'>[],
  label: string,
): FileEdits {
  const open = openDataframes.at(file);
  return {
    uri: open?.uri ?? uriOfPath(file),
    version: open?.version ?? null,
    edits: cells.map(({ range, text }) => ({ range: rangeOf({ file, range }), newText: writtenCell(text) })),
    label,
  };
}
