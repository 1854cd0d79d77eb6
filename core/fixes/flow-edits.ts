import type { OutlineNode, Span } from '../language/outline.ts';
import { beforeOnLine, endOfLine, lineBreakAt, startOfLine, wholeLines, writtenSpan } from './lines.ts';
import type { TextEdit } from './text-edit.ts';

/** Puts entries (`key: value`, or values alone) at the end of what stands in brackets or braces; as they stand, each on its line or beside the others. */
export function addInBrackets(text: string, list: OutlineNode, entries: readonly string[]): TextEdit[] | undefined {
  const { value } = list;
  if (!value || !/[\]}]/.test(text[value.to - 1] ?? '')) return undefined;
  const last = list.children.at(-1);
  if (!last) {
    const inner = { from: value.from + 1, to: value.to - 1 };
    // What stands there without being an entry is a comment.
    const to = text.slice(inner.from, inner.to).trim() === '' ? inner.to : inner.from;
    return [{ from: inner.from, to, text: padded(text[value.from], entries.join(', ')) }];
  }
  const span = writtenSpan(last);
  if (!span) return undefined;
  const indent = beforeOnLine(text, span.from);
  if (indent.trim() !== '' || startOfLine(text, span.from) <= value.from) {
    return [{ from: span.to, to: span.to, text: entries.map((entry) => `, ${entry}`).join('') }];
  }
  const comma = commaAfter(text, span.to, value.to);
  const lines = entries.map((entry) => `${lineBreakAt(text, span.from)}${indent}${entry}`);
  const end = Math.min(endOfLine(text, comma ?? span.to), value.to - 1);
  return [
    ...(comma === undefined ? [{ from: span.to, to: span.to, text: ',' }] : []),
    { from: end, to: end, text: lines.join(',') + (comma === undefined ? '' : ',') },
  ];
}

/** Takes one out of what stands in brackets or braces, with the comma that it no longer needs. */
export function removeInBrackets(text: string, list: OutlineNode, entry: OutlineNode): TextEdit[] | undefined {
  const spans = list.children.map(writtenSpan);
  const index = list.children.indexOf(entry);
  const [before, own, after] = [spans[index - 1], spans[index], spans[index + 1]];
  if (!own || !list.value) return undefined;
  const comma = commaAfter(text, own.to, list.value.to);
  const end = comma === undefined ? own.to : comma + 1;
  if (isAlone(text, { from: own.from, to: end })) {
    // The comma before the last entry goes with it, unless one stood behind the last too.
    const earlier = before && !comma ? commaAfter(text, before.to, own.from) : undefined;
    return [
      ...(earlier === undefined ? [] : [{ from: earlier, to: earlier + 1, text: '' }]),
      { ...wholeLines(text, { from: own.from, to: end }), text: '' },
    ];
  }
  if (before && /^\s*,[ \t]*$/.test(text.slice(before.to, own.from)))
    return [{ from: before.to, to: own.to, text: '' }];
  if (after && /^\s*,[ \t]*$/.test(text.slice(own.to, after.from)))
    return [{ from: own.from, to: after.from, text: '' }];
  return spans.length === 1 ? [{ from: own.from, to: end, text: '' }] : undefined;
}

/** Whether nothing but a comment stands beside the span on its lines. */
function isAlone(text: string, { from, to }: Span): boolean {
  return beforeOnLine(text, from).trim() === '' && /^[ \t]*(#.*)?$/.test(text.slice(to, endOfLine(text, to)));
}

/** Where the comma behind an entry stands, with comments between them or not. */
function commaAfter(text: string, from: number, to: number): number | undefined {
  // Spaces and comments, each comment whole: it may hold a comma.
  const passed = /^(?:\s+|(?<=\s)#[^\n]*\n)*/.exec(text.slice(from, to))?.[0] ?? '';
  return text[from + passed.length] === ',' ? from + passed.length : undefined;
}

/** Braces have a space within them, brackets none. */
const padded = (bracket: string | undefined, inner: string): string => (bracket === '{' ? ` ${inner} ` : inner);
