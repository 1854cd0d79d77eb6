import type { Position } from '../../schemas/types/finding.ts';

/** CRLF, LF and CR each end a line, in any mixture. */
const LINE_BREAK = /\r\n|\n|\r/g;

/** How many line breaks the text holds. */
export function lineBreaks(text: string): number {
  // Nearly every cell has none, and two searches cost less than a match.
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  return text.match(LINE_BREAK)?.length ?? 0;
}

/** Where a text ends that starts at `start`; columns count UTF-16 code units. */
export function positionAfter(text: string, start: Position): Position {
  const breaks = lineBreaks(text);
  if (breaks === 0) return { line: start.line, column: start.column + text.length };
  const lastBreak = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return { line: start.line + breaks, column: text.length - lastBreak };
}

/** Offset of the first character after so many line breaks, which are counted from an offset on. */
export function offsetOfLine(text: string, breaks: number, from = 0): number {
  let offset = from;
  LINE_BREAK.lastIndex = from;
  for (let seen = 0; seen < breaks && LINE_BREAK.test(text); seen++) offset = LINE_BREAK.lastIndex;
  LINE_BREAK.lastIndex = 0;
  return offset;
}
