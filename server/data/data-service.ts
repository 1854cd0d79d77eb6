import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import type { ConfigWithData } from '../../core/language/config-view.ts';
import type { Severities } from '../../core/severity/apply-severities.ts';
import type { Finding } from '../../schemas/types/finding.ts';

/** One version of a config. */
export interface ConfigToCheck {
  readonly configFile: string;
  readonly root: string;
  readonly text: string;
  /** Severities other than the rules' own. */
  readonly severities: Severities;
  /** Whether the dataframe is open, so that findings are also shown on each cell that they are about. */
  readonly marksCells: boolean;
}

/** What is told while a check is under way. */
export interface CheckListener {
  /** The findings so far, while finding the others takes its time. */
  readonly onFindings?: (findings: Finding[]) => void;
  /** How many images' headers were read. */
  readonly onImages?: (done: number, total: number) => void;
}

export interface CheckResult {
  readonly findings: Finding[];
  /** undefined where the rows could not be dealt. */
  readonly labelRows: ConfigWithData['labelRows'];
}

/** A dataframe's text as it is in the editor. */
export interface UnsavedContent {
  /** Of its own for every text. */
  readonly edition: number;
  readonly content: Uint8Array;
}

/** All that the server does in proportion to the rows of dataframes and to images. */
export interface DataService {
  /** Rejects with the signal's reason. */
  check(config: ConfigToCheck, listener: CheckListener, signal: AbortSignal): Promise<CheckResult>;
  /**
   * What the dataframe holds.
   * @param columns Those that a check will want cell by cell: the file is then read once for both.
   */
  index(file: string, columns: ReadonlySet<string>): Promise<DataframeIndex>;
  /** What counts from now on in place of the file; undefined: the file itself. */
  setUnsaved(file: string, unsaved: UnsavedContent | undefined): void;
  /** These files changed: their headers are read again. */
  imagesChanged(files: readonly string[]): void;
  /** Ends what is under way. */
  close(): void;
}
