import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { DatasetPaths } from '../../schemas/types/dataset-config.ts';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { byteInWords } from '../dataframe/file-problems.ts';
import type { TextProblems } from '../dataframe/read-text.ts';
import { nearest } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';

/** One of the list files that a dataset_config.yml names. */
export interface List {
  /** Absolute path. */
  readonly file: string;
  readonly key: keyof DatasetPaths;
  /** The path as the config writes it. */
  readonly written: string;
  /** Where the config names it. */
  readonly place: Location;
  /** Absolute paths of all lists of the config: none of them is a misspelt other. */
  readonly all: ReadonlySet<string>;
}

/** The list in a sentence. */
export const nameOf = ({ file }: List): string => basename(file);

/** An error about the list as a whole, shown where the config names it. */
export function listFinding({ place }: List, code: string, message: string): Finding {
  return { code, severity: 'error', message, location: place };
}

/** What is said of a list that is no text. */
export function listProblems(list: List): TextProblems<Finding> {
  const name = nameOf(list);
  return {
    fileProblem(_, error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return missing(list);
      const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : (message ?? String(error));
      return listFinding(list, 'list-unreadable', `${quote(list.written)} cannot be read: ${reason}.`);
    },
    notAFile: (_, isFolder) =>
      listFinding(
        list,
        'list-unreadable',
        `${quote(list.written)} is ${isFolder ? 'a folder' : 'not a regular file'}. Name the list file itself.`,
      ),
    notText: (what) =>
      listFinding(list, 'list-binary', `${name} is ${what}, not a list. Unpack or copy the dataset's text file again.`),
    withoutByteOrderMark: () =>
      listFinding(list, 'list-encoding', `${name} is UTF-16 without a byte order mark. Save it as UTF-8.`),
    nulCharacter: {
      code: 'list-binary',
      message: (line) =>
        `Line ${line} of ${name} holds a NUL character, which no text has: the file is damaged or no list.`,
    },
    undecodable: (encoding, byte) => ({
      code: 'list-encoding',
      message: (line) => `Line ${line} of ${name} is not ${encoding}${byteInWords(encoding, byte)}. Save it as UTF-8.`,
    }),
  };
}

function missing(list: List): Finding {
  const { file, written, all } = list;
  const folder = dirname(file);
  const names = namesIn(folder);
  if (!names) {
    const message = `${quote(written)} does not exist, and neither does its folder ${quote(folder)}. Unpack the dataset there, or correct ${quote(`paths.${list.key}`)}.`;
    return listFinding(list, 'list-missing', message);
  }
  const name = basename(file);
  const meant = nearest(
    name,
    names.filter((other) => !all.has(join(folder, other))),
  );
  if (meant === undefined) {
    const message = `${quote(written)} does not exist. Put the list there, or correct ${quote(`paths.${list.key}`)}.`;
    return listFinding(list, 'list-missing', message);
  }
  const suggestion = `${written.slice(0, written.length - name.length)}${meant}`;
  return {
    ...listFinding(list, 'list-missing', `${quote(written)} does not exist. Did you mean ${quote(suggestion)}?`),
    suggestion,
  };
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
