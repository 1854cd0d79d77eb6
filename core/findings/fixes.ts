import { basename } from 'node:path';
import type { Finding, Fix, Range, Value, WriteCells } from '../../schemas/types/finding.ts';
import { counted } from '../words.ts';
import { escapeControls, quote } from './words.ts';

/** Where something stands in a config's values: keys, and places in lists counted from 0. */
export type FixPath = readonly (string | number)[];

/** Writes a value in place of what stands at the path, or as a new key. */
export function write(path: FixPath, value: Value): Fix {
  const name = path.at(-1);
  const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  const title = `Write ${quote(typeof name === 'string' ? `${name}: ${text}` : text)}`;
  return { title, changes: [{ kind: 'set', path: [...path], value }] };
}

/** Puts what YAML takes for something else into quotes. */
export function putInQuotes(path: FixPath, text: string): Fix {
  return { ...write(path, text), title: `Put ${quote(text)} in quotes` };
}

export function renameKey(path: FixPath, name: string): Fix {
  return { title: `Rename to ${quote(name)}`, changes: [{ kind: 'rename', path: [...path], name }] };
}

/** Removes a key with its value. */
export function removeKey(path: FixPath): Fix {
  return { title: `Remove ${quote(String(path.at(-1)))}`, changes: [{ kind: 'remove', path: [...path] }] };
}

/** Removes entries of lists. @param what What is removed, as a title names it. */
export function removeEntries(paths: readonly FixPath[], what: string): Fix {
  return { title: `Remove ${what}`, changes: paths.map((path) => ({ kind: 'remove', path: [...path] })) };
}

/** Adds texts to the end of a list. @param what What is added, as a title names it. */
export function addEntries(path: FixPath, values: readonly string[], what: string): Fix {
  const title = `Add ${what} to ${quote(String(path.at(-1)))}`;
  return { title, changes: [{ kind: 'add', path: [...path], values: [...values] }] };
}

/** Puts letters where no value is. */
export function rewrite(range: Range, text: string, title: string): Fix {
  return { title: escapeControls(title), changes: [{ kind: 'rewrite', range, text }] };
}

/** Cells of a dataframe's column that are to say something else. */
export type CellChange = Omit<WriteCells, 'kind'>;

/** Writes another text, or none, in every cell of a column that says one. */
export function writeCells(change: CellChange): Fix {
  const { file, from, to, count } = change;
  const one = count === 1;
  const cells = `${one ? 'the cell' : `the ${counted(count, 'cell')}`} of ${basename(file)} that ${one ? 'says' : 'say'} ${quote(from)}`;
  return {
    title: to === '' ? `Empty ${cells}` : `Write ${quote(to)} in ${cells}`,
    changes: [{ kind: 'cells', ...change }],
  };
}

/** The one to take without asking. */
export const preferred = (fix: Fix): Fix => ({ ...fix, preferred: true });

/** A finding's fixes; no key where there are none. */
export function fixedBy(...fixes: readonly Fix[]): Pick<Finding, 'fixes'> {
  return fixes.length > 0 ? { fixes: [...fixes] } : {};
}

/**
 * A finding's nearest valid value, with the fix that puts it there as the preferred one.
 * @param others Fixes that there are besides, and without such a value.
 */
export function meant<Suggestion extends string>(
  suggestion: Suggestion | undefined,
  fix: (suggestion: Suggestion) => Fix,
  ...others: readonly Fix[]
): Pick<Finding, 'suggestion' | 'fixes'> {
  return suggestion === undefined
    ? fixedBy(...others)
    : { suggestion, ...fixedBy(preferred(fix(suggestion)), ...others) };
}
