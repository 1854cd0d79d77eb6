import type { Range } from '../../schemas/types/finding.ts';
import type { DataframeProblem, Row } from './dataframe.ts';
import { fileFormat } from './file-format.ts';
import { encrypted, notParquet } from './parquet/fault.ts';
import { readCsv } from './read-csv.ts';
import type { ReadOptions } from './read-text.ts';

export interface HeaderCell {
  readonly name: string;
  /** Where the header of a CSV file names it, quotes included. */
  readonly range?: Range;
}

/** Where a CSV file writes the cells of one of the rows, quotes included; known until the next part is asked for. */
export type RangesOf = (row: Row) => readonly Range[];

/** The header comes once and first; rows come in batches, in order. */
export type DataframePart =
  | { readonly header: readonly HeaderCell[] }
  | { readonly rows: readonly Row[]; readonly rangesOf?: RangesOf }
  | { readonly problem: DataframeProblem };

/**
 * A dataframe, streamed: memory does not grow with the file. It is read for what it is, CSV or Parquet, whatever its name ends in. Everything wrong with
 * the file is a problem among the parts, and every problem is an error; a fatal one ends the reading. Throws only the signal's reason.
 */
export async function* readRows(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<DataframePart, void, undefined> {
  options.signal?.throwIfAborted();
  switch (await fileFormat(file, options)) {
    case 'parquet': {
      // Loaded where it is needed, for most dataframes are CSV.
      const { readParquet } = await import('./parquet/read-parquet.ts');
      yield* readParquet(file, options);
      return;
    }
    case 'encrypted-parquet':
      yield { problem: encrypted().problem };
      return;
    case 'no-parquet':
      yield { problem: notParquet().problem };
      return;
    case 'text':
      yield* readCsv(file, options);
  }
}
