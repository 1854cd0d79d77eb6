import type { Finding } from '../../schemas/types/finding.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import { type Fault, LineFindings } from './line-findings.ts';
import type { List } from './list.ts';
import { readLines } from './read-lines.ts';

/** What a line says; both where it can be read in spite of its fault, which is then a warning. */
export interface ParsedLine<Value> {
  readonly value?: Value;
  readonly fault?: Fault;
}

export interface ReadList<Value> {
  /** One for each line; undefined where the line cannot be read. */
  readonly values: readonly (Value | undefined)[];
  /** Whether the list was read to its end. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
}

/** A list with one value a line. Throws only the signal's reason. */
export async function readList<Value>(
  list: List,
  parse: (text: string) => ParsedLine<Value>,
  options: ReadOptions,
): Promise<ReadList<Value>> {
  const values: (Value | undefined)[] = [];
  const faults = new LineFindings(list);
  for await (const part of readLines(list, options)) {
    if ('finding' in part) return { values, complete: false, findings: [...faults.all(), part.finding] };
    for (const line of part.lines) {
      const { value, fault } = line.text === '' ? { fault: EMPTY_LINE } : parse(line.text);
      if (fault) faults.add(line, fault);
      values.push(value);
    }
  }
  return { values, complete: true, findings: faults.all() };
}

const EMPTY_LINE: Fault = {
  code: 'list-row',
  message:
    "is empty, while every line is about one image. Write what is missing, or take the same line out of the part's other lists.",
};
