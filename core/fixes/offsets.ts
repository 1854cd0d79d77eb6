import type { Position } from '../../schemas/types/finding.ts';

/** Where a position of a finding is in the text, which may begin with the byte order mark that positions do not count. */
export function offsetAt(text: string, { line, column }: Position): number {
  const mark = line === 1 && text.startsWith('\uFEFF') ? 1 : 0;
  return startOfLineNumber(text, line) + mark + column - 1;
}

function startOfLineNumber(text: string, line: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  return start;
}
