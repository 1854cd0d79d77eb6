import type { Position } from 'vscode-languageserver/node';

/** Where a text has its one cursor, written ‸, and the text without it. Columns count UTF-16 code units. */
export function atCursor(marked: string): { text: string; offset: number; position: Position } {
  const offset = marked.indexOf('‸');
  if (offset < 0 || marked.includes('‸', offset + 1)) throw new Error('A fixture has one cursor.');
  const before = marked.slice(0, offset).split(/\r\n|\n/);
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset, position };
}
