import type { OutlineNode } from '../language/outline.ts';
import { beforeOnLine, endOfLine, lineBreakAt, wholeLines, writtenSpan } from './lines.ts';
import type { TextEdit } from './text-edit.ts';

/** Puts entries (`key: value`, or values alone) on lines of their own below the last one of a group of keys or of a list with dashes. */
export function addLines(text: string, group: OutlineNode, entries: readonly string[]): TextEdit[] | undefined {
  const last = group.children.at(-1);
  const span = last && writtenSpan(last);
  const start = span && beforeOnLine(text, span.from);
  if (!span || start === undefined || !startPattern(group).test(start)) return undefined;
  const end = text[span.to - 1] === '\n' ? span.to - 1 : endOfLine(text, span.to);
  const lines = entries.map((entry) => `${lineBreakAt(text, span.from)}${start}${entry}`);
  return [{ from: end, to: end, text: lines.join('') }];
}

/** Takes the lines of a key, or of an entry with a dash, out. */
export function removeLines(text: string, group: OutlineNode, entry: OutlineNode): TextEdit[] | undefined {
  const span = writtenSpan(entry);
  if (!span || !startPattern(group).test(beforeOnLine(text, span.from))) return undefined;
  return [{ ...wholeLines(text, span), text: '' }];
}

/** What stands on its line before a key, and before an entry of a list. */
const startPattern = ({ kind }: OutlineNode): RegExp => (kind === 'list' ? /^ *-[ \t]+$/ : /^ *$/);
