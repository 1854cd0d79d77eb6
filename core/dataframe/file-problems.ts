import type { Position } from '../../schemas/types/finding.ts';
import { counted } from '../words.ts';
import type { DataframeProblem } from './dataframe.ts';
import type { TextFault, TextProblems } from './read-text.ts';

/** What is said of a dataframe that is no text. */
export const DATAFRAME_PROBLEMS: TextProblems<DataframeProblem> = {
  fileProblem(file, error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return {
        code: 'missing-dataframe',
        message: `The dataframe ${file} does not exist. Correct paths.model_dataframe, or put the CSV file there.`,
        fatal: true,
      };
    }
    const reason =
      code === 'EACCES' || code === 'EPERM' ? 'this user may not read the file' : (message ?? String(error));
    return { code: 'unreadable-dataframe', message: `The dataframe ${file} cannot be read: ${reason}.`, fatal: true };
  },
  notAFile(file, isFolder) {
    const what = isFolder ? 'a folder' : 'not a regular file';
    return {
      code: 'unreadable-dataframe',
      message: `The dataframe ${file} is ${what}. Name the CSV file itself in paths.model_dataframe.`,
      fatal: true,
    };
  },
  notText: (what) => ({
    code: 'binary-dataframe',
    message: `The dataframe is ${what}, not a CSV file. Export it as CSV in UTF-8, with commas between the cells.`,
    fatal: true,
  }),
  withoutByteOrderMark: () => ({
    code: 'undecodable-text',
    message: `The dataframe is UTF-16 without a byte order mark. Save it as UTF-8 (in Excel: “${EXCEL_UTF8}”).`,
    fatal: true,
  }),
  nulCharacter: {
    code: 'binary-dataframe',
    message: (line) =>
      `Line ${line} of the dataframe holds a NUL character, which no text has: the file is damaged or not a CSV file. Export it again as CSV in UTF-8.`,
  },
  undecodable: (encoding, byte) => ({
    code: 'undecodable-text',
    message: (line) =>
      `Line ${line} of the dataframe is not ${encoding}${byteInWords(encoding, byte)}. Save the file as UTF-8 (in Excel: “${EXCEL_UTF8}”).`,
  }),
};

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
    message: `The dataframe names ${counted(columns, 'column')} but has no rows. Add a line for every image.`,
    fatal: false,
  };
}

export function at(fault: TextFault, start: Position): DataframeProblem {
  const end = { line: start.line, column: start.column + 1 };
  return { code: fault.code, message: fault.message(start.line), fatal: true, range: { start, end } };
}

const EXCEL_UTF8 = 'CSV UTF-8 (Comma delimited)';

/** The byte that does not fit, after "is not UTF-8". */
export function byteInWords(encoding: 'UTF-8' | 'UTF-16', byte: number | undefined): string {
  if (byte === undefined) return ': the file ends in the middle of a character';
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  // From 0xA0 on, Latin-1 and Windows-1252, the usual culprits, agree with Unicode.
  const latin1 = encoding === 'UTF-8' && byte >= 0xa0 ? `, which is ${String.fromCharCode(byte)} in Latin-1` : '';
  return ` (byte 0x${hex}${latin1})`;
}
