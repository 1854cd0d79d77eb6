import type { Position, Range } from '../../schemas/types/finding.ts';
import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import type { DataframeProblem } from './dataframe.ts';
import type { TextProblems } from './read-text.ts';

/** A place in the text where reading must stop; the line is known only to those who counted lines so far. */
export interface TextFault {
  readonly code: string;
  readonly message: (line: number) => string;
}

/** What went wrong on the way to the file's first byte. */
export function fileProblem(file: string, error: unknown): DataframeProblem {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      code: 'missing-dataframe',
      message: `The dataframe ${file} does not exist. Correct paths.model_dataframe, or put the CSV or Parquet file there.`,
      fatal: true,
    };
  }
  const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read the file' : (message ?? String(error));
  return {
    code: 'unreadable-dataframe',
    message: `The dataframe ${file} cannot be read: ${reason}.`,
    fatal: true,
  };
}

export function notAFile(file: string, isFolder: boolean): DataframeProblem {
  const what = isFolder ? 'a folder' : 'not a regular file';
  return {
    code: 'unreadable-dataframe',
    message: `The dataframe ${file} is ${what}. Name the CSV or Parquet file itself in paths.model_dataframe.`,
    fatal: true,
  };
}

export function notText(what: string): DataframeProblem {
  return {
    code: 'binary-dataframe',
    message: `The dataframe is ${what}, neither CSV nor Parquet. Export it as CSV in UTF-8, with commas between the cells, or as Parquet.`,
    fatal: true,
  };
}

export function withoutByteOrderMark(): DataframeProblem {
  return {
    code: 'undecodable-text',
    message: `The dataframe is UTF-16 without a byte order mark. Save it as UTF-8 (in Excel: “${EXCEL_UTF8}”).`,
    fatal: true,
  };
}

export function nothingInside(): DataframeProblem {
  return {
    code: 'empty-dataframe',
    message:
      'The dataframe is empty. Its first line names the columns, and every further line is an image with its labels.',
    fatal: true,
  };
}

export function onlyHeader(columns: number): DataframeProblem {
  return {
    code: 'empty-dataframe',
    message: `The dataframe names ${counted(columns, 'column')} but has no rows. Add one for every image.`,
    fatal: false,
  };
}

/** More columns of one name are not listed one by one. */
const LISTED_DUPLICATES = 20;

/** A problem for every column whose name another one has already; `ranges` say where a CSV file names them. */
export function duplicateColumns(names: readonly string[], ranges?: readonly Range[]): DataframeProblem[] {
  const firsts = new Map<string, number>();
  const duplicates: { name: string; index: number; first: number }[] = [];
  for (const [index, name] of names.entries()) {
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    // Nothing can ask for a column without a name, such as the row numbers that pandas writes.
    else if (name !== '') duplicates.push({ name, index, first });
  }
  const listed = duplicates.slice(0, LISTED_DUPLICATES).map(({ name, index, first }) => {
    const message = `The dataframe has the column ${quote(name)} twice, as column ${first + 1} and as column ${index + 1}. Rename or remove one of them.`;
    const range = ranges?.[index];
    return { code: 'duplicate-column', message, fatal: false, ...(range && { range }) };
  });
  const more = duplicates.length - listed.length;
  if (more === 0) return listed;
  const have = more === 1 ? 'has' : 'have';
  const message = `${counted(more, 'more column')} of the dataframe ${have} the name of another; the first ${LISTED_DUPLICATES} are listed.`;
  return [...listed, { code: 'duplicate-column', message, fatal: false }];
}

export const NUL_CHARACTER: TextFault = {
  code: 'binary-dataframe',
  message: (line) =>
    `Line ${line} of the dataframe holds a NUL character, which no text has: the file is damaged or not a CSV file. Export it again as CSV in UTF-8.`,
};

/** `byte` is the first one that does not fit. */
export function undecodable(encoding: 'UTF-8' | 'UTF-16', byte: number | undefined): TextFault {
  return {
    code: 'undecodable-text',
    message: (line) =>
      `Line ${line} of the dataframe is not ${encoding}${byteInWords(encoding, byte)}. Save the file as UTF-8 (in Excel: “${EXCEL_UTF8}”).`,
  };
}

export function at(fault: TextFault, start: Position): DataframeProblem {
  const end = { line: start.line, column: start.column + 1 };
  return { code: fault.code, message: fault.message(start.line), fatal: true, range: { start, end } };
}

const EXCEL_UTF8 = 'CSV UTF-8 (Comma delimited)';

/** Which byte does not fit, after "is not UTF-8". */
export function byteInWords(encoding: 'UTF-8' | 'UTF-16', byte: number | undefined): string {
  if (byte === undefined) return ': the file ends in the middle of a character';
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  // From 0xA0 on, Latin-1 and Windows-1252, the usual culprits, agree with Unicode.
  const latin1 = encoding === 'UTF-8' && byte >= 0xa0 ? `, which is ${String.fromCharCode(byte)} in Latin-1` : '';
  return ` (byte 0x${hex}${latin1})`;
}

/** What is said of a dataframe that is no text. */
export const DATAFRAME_PROBLEMS: TextProblems<DataframeProblem> = {
  fileProblem,
  notAFile,
  notText,
  withoutByteOrderMark,
  nulCharacter: NUL_CHARACTER,
  undecodable,
};
