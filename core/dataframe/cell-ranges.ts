import type { Position, Range } from '../../schemas/types/finding.ts';

/**
 * Where the cells of one CSV record stand, quotes included. `text` starts with the record, at column 1 of `line`. The walk ends with the
 * record, or at the first quote that RFC 4180 does not allow: the last range is then the cell with that quote, as far as it goes.
 */
export function cellRanges(text: string, line: number): Range[] {
  const ranges: Range[] = [];
  let offset = 0;
  let position: Position = { line, column: 1 };
  for (;;) {
    const cell = cellAt(text, offset, position);
    ranges.push({ start: position, end: cell.endPosition });
    if (text[cell.end] !== ',') return ranges;
    offset = cell.end + 1;
    position = { line: cell.endPosition.line, column: cell.endPosition.column + 1 };
  }
}

/** The end of the cell that starts at `offset`: a comma, a line break, the end of the text, or a quote out of place. */
function cellAt(text: string, offset: number, start: Position): { end: number; endPosition: Position } {
  if (text[offset] !== '"') {
    let end = offset;
    while (end < text.length && !',\r\n"'.includes(text[end] as string)) end++;
    return { end, endPosition: { line: start.line, column: start.column + end - offset } };
  }
  let { line } = start;
  let lineStart = offset - (start.column - 1);
  let end = offset + 1;
  for (; end < text.length; end++) {
    const character = text[end];
    if (character === '"') {
      if (text[end + 1] !== '"') break;
      end++;
    } else if (character === '\n' || (character === '\r' && text[end + 1] !== '\n')) {
      line++;
      lineStart = end + 1;
    }
  }
  // Past the closing quote, or, where none came, the end of the text.
  end = Math.min(end + 1, text.length);
  return { end, endPosition: { line, column: end - lineStart + 1 } };
}
