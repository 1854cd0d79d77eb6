import type { Finding } from '../../schemas/types/finding.ts';
import type { ReadOptions } from '../dataframe/read-text.ts';
import { quote } from '../findings/words.ts';
import { count, counted } from '../words.ts';
import { type Fault, LineFindings } from './line-findings.ts';
import { type List, listFinding, nameOf } from './list.ts';
import { integerOf, wordsOf } from './numbers.ts';
import { type ListLine, readLines } from './read-lines.ts';

/** A category or an attribute: what it is called, and the number of its type or group. */
export interface NamedEntry {
  readonly name: string;
  readonly type: number;
}

/**
 * The list of categories or of attributes: how many there are, a header line, then a name and a number a line. Others refer to entries by
 * their place, so that a list with any fault has none. Throws only the signal's reason.
 *
 * @param kind What the entries are, such as ['category', 'categories'].
 */
export async function readNamedList(
  list: List,
  kind: readonly [singular: string, plural: string],
  options: ReadOptions,
): Promise<{ entries: NamedEntry[] | undefined; findings: Finding[] }> {
  const faults = new LineFindings(list);
  const entries = new Entries(kind, faults);
  for await (const part of readLines(list, options)) {
    if ('finding' in part) return { entries: undefined, findings: [...faults.all(), part.finding] };
    for (const line of part.lines) entries.add(line);
  }
  const findings = faults.all();
  const wrongCount = entries.wrongCount(list);
  if (wrongCount) findings.push(wrongCount);
  return { entries: findings.length > 0 ? undefined : entries.entries, findings };
}

class Entries {
  readonly entries: NamedEntry[] = [];
  readonly #kind: readonly [string, string];
  readonly #faults: LineFindings;
  readonly #firstLine = new Map<string, number>();
  #declared: number | undefined;
  #lines = 0;

  constructor(kind: readonly [string, string], faults: LineFindings) {
    this.#kind = kind;
    this.#faults = faults;
  }

  add(line: ListLine): void {
    const fault = line.line === 1 ? this.#count(line) : line.line === 2 ? this.#header(line) : this.#entry(line);
    if (fault) this.#faults.add(line, fault);
  }

  wrongCount(list: List): Finding | undefined {
    const declared = this.#declared;
    if (declared === undefined || declared === this.#lines) return undefined;
    const [singular, plural] = this.#kind;
    const message = `${nameOf(list)} says on line 1 that it has ${counted(declared, singular, plural)}, but ${count(this.#lines)} follow. A line too few or too many shifts the numbers of all after it: mend the list, or correct line 1.`;
    const range = { start: { line: 1, column: 1 }, end: { line: 1, column: String(declared).length + 1 } };
    return { ...listFinding(list, 'list-count', message), location: { file: list.file, range } };
  }

  #count({ text }: ListLine): Fault | undefined {
    const declared = integerOf(text.trim());
    if (declared !== undefined && declared >= 0) {
      this.#declared = declared;
      return undefined;
    }
    return {
      code: 'list-header',
      message: `should say how many ${this.#kind[1]} there are, as the dataset's list does; it is ${quote(text.trim())}.`,
    };
  }

  #header({ text }: ListLine): Fault | undefined {
    if (integerOf(wordsOf(text).at(-1)) === undefined) return undefined;
    return {
      code: 'list-header',
      message: `should be the header, such as ${quote(`${this.#kind[0]}_name  ${this.#kind[0]}_type`)}; it is ${quote(text.trim())}, which would be skipped.`,
    };
  }

  #entry({ line, text }: ListLine): Fault | undefined {
    this.#lines += 1;
    const words = wordsOf(text);
    const type = integerOf(words.at(-1));
    if (words.length < 2 || type === undefined) {
      return {
        code: 'list-row',
        message: `should be the name of ${this.#kind[0] === 'attribute' ? 'an attribute and the number of its group' : 'a category and the number of its type'}; it is ${words.length === 0 ? 'empty' : quote(text.trim())}.`,
      };
    }
    const name = words.slice(0, -1).join(' ');
    this.entries.push({ name, type });
    const first = this.#firstLine.get(name);
    if (first === undefined) {
      this.#firstLine.set(name, line);
      return undefined;
    }
    return {
      code: 'list-name-twice',
      message: `lists ${quote(name)} again, first listed on line ${count(first)}. Each ${this.#kind[0]} has one line.`,
    };
  }
}
