import type { Config } from '../../schemas/types/config.ts';
import type { DataframeIndex, Sample } from '../dataframe/dataframe.ts';
import { indexCells } from '../dataframe/index-dataframe.ts';
import type { IndexedCells } from '../dataframe/indexed-cells.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import type { ProjectPlace } from '../paths.ts';
import { finish } from '../slices.ts';
import { neededColumns, ProjectRows } from './project-rows.ts';
import { RowTable } from './row-table.ts';

/** Reads a dataframe and keeps the cells of these columns. */
export type ReadCells = (file: string, columns: ReadonlySet<string>, options: ReadOptions) => Promise<IndexedCells>;

export const readCells: ReadCells = (file, columns, options) =>
  indexCells(file, { ...options, keeps: (name) => columns.has(name) });

/**
 * In a single pass, the dataframe's index and its samples: the rows that training can use, in file order. Left out of the samples are ragged rows
 * and rows with an empty image cell, with a label that target_encoder does not list, or, for split_method column, with a part that is not
 * train, val or test; without an image column or a needed split column that is every row. A missing task column reads like empty cells: no
 * labels. None of this is reported here: the rules find it in the index and refuse to train. Throws only the signal's reason.
 */
export async function readDataframe(
  file: string,
  config: Config,
  options: ReadOptions & ProjectPlace,
): Promise<{ dataframe: DataframeIndex; samples: Sample[] }> {
  const read = await readCells(file, neededColumns(config), options);
  const images = read.cells.get(config.model.paths);
  const { split_method, split_column } = config.model;
  if (!images || (split_method === 'column' && !read.cells.has(split_column)))
    return { dataframe: read.index, samples: [] };
  const rows = new ProjectRows(new RowTable(read, images, options.root), read, config);
  return { dataframe: read.index, samples: finish(rows.usable()).samples() };
}
