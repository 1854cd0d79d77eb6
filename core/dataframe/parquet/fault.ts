import type { DataframeProblem } from '../dataframe.ts';

/** Why a Parquet file cannot be read on, as a finding says it. */
export class ParquetFault extends Error {
  override readonly name = 'ParquetFault';
  /** The finding's code. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  get problem(): DataframeProblem {
    return { code: this.code, message: this.message, fatal: true };
  }
}

/** @param what Ends the sentence "The dataframe is a damaged Parquet file: …". */
export function damaged(what: string): ParquetFault {
  return new ParquetFault(
    'damaged-dataframe',
    `The dataframe is a damaged Parquet file: ${what}. Copy or export it again.`,
  );
}

/** @param what Ends the sentence "The dataframe is a Parquet file that …". */
export function unsupported(what: string): ParquetFault {
  return new ParquetFault(
    'unsupported-dataframe',
    `The dataframe is a Parquet file that ${what}. Write it again with pandas' to_parquet, or as CSV.`,
  );
}

export function encrypted(): ParquetFault {
  return new ParquetFault(
    'encrypted-dataframe',
    'The dataframe is an encrypted Parquet file, and keys are not asked for. Write it again without encryption.',
  );
}

/** For a file whose name promises Parquet and whose bytes are neither that nor text. */
export function notParquet(): ParquetFault {
  return damaged('it does not start as one');
}
