import type { Range } from '../../schemas/types/finding.ts';

/** A data row of a dataframe, as text. */
export interface Row {
  /** Counted from 1 after the header. */
  readonly row: number;
  /** Line of a CSV file on which the row starts, counted from 1; quoted newlines make it differ from row + 1. A Parquet file has no lines. */
  readonly line?: number;
  readonly cells: readonly string[];
}

/** What one streaming pass over a dataframe learns: enough for every rule, independent of the number of rows. */
export interface DataframeIndex {
  /** Absolute path. */
  readonly file: string;
  /** Data rows, without the ragged ones, which nothing reads. */
  readonly rows: number;
  readonly columns: readonly Column[];
  /** What is wrong with the file itself; a fatal problem means that the rows after it were not read. */
  readonly problems: readonly DataframeProblem[];
}

export interface Column {
  readonly name: string;
  /** Where the header of a CSV file names it. */
  readonly header?: Range;
  /** Rows whose cell is empty. */
  readonly empty: ValueCount;
  /** Distinct non-empty values in order of first appearance. At most MAX_DISTINCT_VALUES are kept. */
  readonly values: ReadonlyMap<string, ValueCount>;
  /** false: the column has more distinct values than are kept, as a column of paths has. */
  readonly complete: boolean;
}

export interface ValueCount {
  readonly count: number;
  /** The first few rows with the value. */
  readonly first: readonly Pick<Row, 'row' | 'line'>[];
}

export interface DataframeProblem {
  /** The finding's code, such as ragged-row. */
  readonly code: string;
  readonly message: string;
  readonly fatal: boolean;
  readonly range?: Range;
  readonly row?: number;
}

/** One row as training sees it. */
export interface Sample {
  readonly row: number;
  /** Absolute path of the image. */
  readonly image: string;
  /** As the dataframe spells it. */
  readonly imageText: string;
  /** Per task in target_encoder order: index of the label, or -1 where the cell is empty. */
  readonly labels: readonly number[];
  /** Cell of split_column, for split_method column. */
  readonly part?: 'train' | 'val' | 'test';
}

/** Which samples do what. The three parts share no row. */
export interface Split {
  readonly train: readonly Sample[];
  readonly validation: readonly Sample[];
  readonly test: readonly Sample[];
}
