import { wholeSpan } from '../language/find.ts';
import type { OutlineNode, Span } from '../language/outline.ts';

/** How the line before the offset ends, or the first one, as a new one beside it is to. */
export function lineBreakAt(text: string, offset: number): string {
  const next = startOfLine(text, offset) || text.indexOf('\n') + 1;
  return text[next - 2] === '\r' ? '\r\n' : '\n';
}

/** Where the line with the offset begins. */
export const startOfLine = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** Where the line with the offset ends: before its line break. */
export function endOfLine(text: string, offset: number): number {
  const rest = /[\r\n]/g;
  rest.lastIndex = offset;
  return rest.exec(text)?.index ?? text.length;
}

/** What stands on the line before the offset, without a byte order mark. */
export const beforeOnLine = (text: string, offset: number): string =>
  text.slice(startOfLine(text, offset), offset).replace(/^\uFEFF/, '');

/** Key and value, without the line breaks and comments that a group of keys ends with. */
export function writtenSpan(node: OutlineNode): Span | undefined {
  const whole = wholeSpan(node);
  if (!whole) return undefined;
  const last = node.flow ? undefined : node.children.at(-1);
  const inner = last && writtenSpan(last);
  return inner ? { from: whole.from, to: inner.to } : whole;
}

/** The lines that the span touches, with the break that ends them, or with the one before them where the text ends without. */
export function wholeLines(text: string, { from, to }: Span): Span {
  const start = startOfLine(text, from);
  // A text in a block ends with its own line break.
  const last = text[to - 1] === '\n' ? to - 1 : endOfLine(text, to);
  const ended = /^\r?\n/.exec(text.slice(last));
  if (ended) return { from: start, to: last + ended[0].length };
  return { from: text.slice(0, start).replace(/\r?\n$/, '').length, to: last };
}
