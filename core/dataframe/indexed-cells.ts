import type { CellColumn } from './cell-column.ts';
import type { DataframeIndex } from './dataframe.ts';
import type { ReadOptions } from './read-text.ts';

export interface IndexOptions extends ReadOptions {
  /** Which columns to keep cell by cell; default: none. */
  readonly keeps?: (name: string) => boolean;
  /** Whether columns with no more different values than the index keeps, as labels have, are kept cell by cell as well. */
  readonly keepsLabels?: boolean | undefined;
}

/** An index, and the cells of the columns that were to be kept. */
export interface IndexedCells {
  readonly index: DataframeIndex;
  /** By the name of the column, the first of that name. */
  readonly cells: ReadonlyMap<string, CellColumn>;
  /** Numbers of the ragged rows, which have no cells, in ascending order; those after the last other row are left out. */
  readonly ragged: readonly number[];
}

/** The kept cells by column name: a name that stands twice means its first column. */
export function firstByName(
  columns: readonly { readonly name: string; readonly cells: CellColumn | undefined }[],
): Map<string, CellColumn> {
  const byName = new Map<string, CellColumn>();
  for (const { name, cells } of columns) if (cells && !byName.has(name)) byName.set(name, cells);
  return byName;
}
