import { CellColumn } from '../../../core/dataframe/cell-column.ts';
import type { IndexedCells } from '../../../core/dataframe/indexed-cells.ts';
import { RowTable } from '../../../core/rows/row-table.ts';

/** A column with these cells. */
export function columnOf(texts: readonly string[]): CellColumn {
  const values = [...new Set(texts.filter((text) => text !== ''))];
  const column = new CellColumn(values);
  for (const text of texts) {
    if (text === '') column.addEmpty();
    else column.add(values.indexOf(text));
  }
  return column;
}

/** A table of rows that name these images, under a root, in a folder of its own or right there. */
export function tableOf(
  images: readonly string[],
  root = '/project',
  ragged: readonly number[] = [],
  folder = root,
): RowTable {
  const index = { file: `${folder}/data.csv`, rows: images.length, columns: [], problems: [] };
  const read: IndexedCells = { index, cells: new Map(), ragged };
  return new RowTable(read, columnOf(images), root);
}
