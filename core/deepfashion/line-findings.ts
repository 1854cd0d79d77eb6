import type { Finding } from '../../schemas/types/finding.ts';
import { count, counted } from '../words.ts';
import { type List, nameOf } from './list.ts';
import type { ListLine } from './read-lines.ts';

/** What is wrong with a line. */
export interface Fault {
  readonly code: string;
  /** Default: error, for lines that cannot be read. */
  readonly severity?: Finding['severity'];
  /** Follows "Line 12 of train_bbox.txt ". */
  readonly message: string;
  /** Index of the word that it is about; default: the whole line. */
  readonly word?: number;
}

/** So many faults of one kind are listed one by one; the rest are counted. */
const LISTED = 5;

/** Collects the faults of a list's lines, so that a list that is wrong throughout makes a few findings and not thousands. */
export class LineFindings {
  readonly #list: List;
  readonly #kinds = new Map<string, { listed: Finding[]; more: number; last: number }>();

  constructor(list: List) {
    this.#list = list;
  }

  add({ line, text }: ListLine, { code, severity = 'error', message, word }: Fault): void {
    const kind = this.#kinds.get(code) ?? { listed: [], more: 0, last: 0 };
    this.#kinds.set(code, kind);
    kind.last = line;
    if (kind.listed.length > LISTED) {
      kind.more += 1;
      return;
    }
    const { column, length } = word === undefined ? { column: 1, length: text.length } : wordAt(text, word);
    const range = { start: { line, column }, end: { line, column: column + length } };
    kind.listed.push({
      code,
      severity,
      message: `Line ${count(line)} of ${nameOf(this.#list)} ${message}`,
      location: { file: this.#list.file, range },
    });
  }

  all(): Finding[] {
    return [...this.#kinds.values()].flatMap(({ listed, more, last }) => {
      const next = listed[LISTED];
      if (more === 0 || !next) return listed;
      const rest = `${counted(more + 1, 'more line')} of ${nameOf(this.#list)} have the same fault, up to line ${count(last)}.`;
      return [...listed.slice(0, LISTED), { ...next, message: rest }];
    });
  }
}

function wordAt(text: string, index: number): { column: number; length: number } {
  const found = [...text.matchAll(/\S+/g)][index];
  return { column: (found?.index ?? 0) + 1, length: found?.[0].length ?? text.length };
}
