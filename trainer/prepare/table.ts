import type { Files } from '../../core/files.ts';
import { writeError } from '../../core/files.ts';
import { tableAsCsv } from './table-as-csv.ts';

/** One column of a dataframe, from the first row to the last. */
export type Column =
  | { readonly name: string; readonly type: 'text'; readonly values: readonly (string | null)[] }
  | { readonly name: string; readonly type: 'integers'; readonly values: readonly (readonly number[])[] };

/** A dataframe to be saved; every column has as many values as the others. */
export type Table = readonly Column[];

/**
 * Saves a dataframe in one move: as Parquet where the path ends in .parquet, else as CSV. Its folder is there.
 *
 * @throws UserError if the disk refuses.
 */
export async function saveTable(path: string, table: Table, files: Files): Promise<void> {
  try {
    await files.replace(path, /\.parquet$/i.test(path) ? await asParquet(table) : tableAsCsv(table));
  } catch (error) {
    throw writeError(error, 'the dataframe', path);
  }
}

async function asParquet(table: Table): Promise<Uint8Array> {
  return (await import('./parquet-bytes.ts')).parquetBytes(table);
}
