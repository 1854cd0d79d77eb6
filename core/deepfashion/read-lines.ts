import type { Finding } from '../../schemas/types/finding.ts';
import { type ReadOptions, readText } from '../dataframe/read-text.ts';
import { count } from '../words.ts';
import { type List, listFinding, listProblems, nameOf } from './list.ts';

export interface ListLine {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** Coarse DeepFashion has 289 222 images. */
const MAX_LINES = 1_000_000;
/** The longest honest lines have a thousand attributes. */
const MAX_LINE_LENGTH = 16_384;

/**
 * The lines of a list in batches, without the empty ones at its end. What keeps the list from being read to its end is a finding, the last part.
 * Lines end with LF, CRLF or CR, as in Python. Throws only the signal's reason.
 */
export async function* readLines(
  list: List,
  options: ReadOptions,
): AsyncGenerator<{ lines: readonly ListLine[] } | { finding: Finding }, void, undefined> {
  const splitter = new LineSplitter();
  const numbered = new LineNumbers();
  for await (const part of readText(list.file, listProblems(list), options)) {
    if ('problem' in part) {
      yield { finding: part.problem };
      return;
    }
    if ('fault' in part) {
      const { code, message } = part.fault;
      yield { finding: atLine(list, numbered.next, code, message(numbered.next)) };
      return;
    }
    const texts = splitter.add(part.text);
    const tooLong = [...texts, splitter.rest].findIndex(({ length }) => length > MAX_LINE_LENGTH);
    if (tooLong >= 0) {
      yield { finding: lineTooLong(list, numbered.next + tooLong) };
      return;
    }
    const lines = numbered.add(texts);
    if (numbered.next > MAX_LINES) {
      yield { finding: tooManyLines(list) };
      return;
    }
    if (lines.length > 0) yield { lines };
  }
  const lines = numbered.add([splitter.rest]);
  if (lines.length > 0) yield { lines };
  else if (numbered.isEmpty) yield { finding: listFinding(list, 'list-empty', `${nameOf(list)} is empty.`) };
}

/** Cuts text into lines; what stands behind the last line end waits for more. */
class LineSplitter {
  rest = '';

  add(text: string): string[] {
    const all = this.rest + text;
    // A CR at the end may be half of a CRLF.
    const end = all.endsWith('\r') ? all.length - 1 : all.length;
    const lines = all.slice(0, end).split(/\r\n|\r|\n/);
    this.rest = `${lines.pop() ?? ''}${all.slice(end)}`;
    return lines;
  }
}

/** Counts lines, and holds empty ones back until a line with words follows. */
class LineNumbers {
  /** The number of the next line. */
  next = 1;
  isEmpty = true;
  #firstHeld: number | undefined;

  add(texts: readonly string[]): ListLine[] {
    const lines: ListLine[] = [];
    for (const text of texts) {
      const line = this.next++;
      if (text.trim() === '') {
        this.#firstHeld ??= line;
        continue;
      }
      for (let held = this.#firstHeld ?? line; held < line; held++) lines.push({ line: held, text: '' });
      this.#firstHeld = undefined;
      this.isEmpty = false;
      lines.push({ line, text });
    }
    return lines;
  }
}

function atLine({ file }: List, line: number, code: string, message: string): Finding {
  const range = { start: { line, column: 1 }, end: { line, column: 1 } };
  return { code, severity: 'error', message, location: { file, range } };
}

function lineTooLong(list: List, line: number): Finding {
  const message = `Line ${count(line)} of ${nameOf(list)} has more than ${count(MAX_LINE_LENGTH)} characters, too many for a list. Is this another file?`;
  return atLine(list, line, 'list-too-large', message);
}

function tooManyLines(list: List): Finding {
  const message = `${nameOf(list)} has more than ${count(MAX_LINES)} lines, too many for a list of the dataset. Is this another file?`;
  return listFinding(list, 'list-too-large', message);
}
