import type { Span } from '../language/outline.ts';

/** Letters to put in place of others. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** The text with all of the edits made; undefined where two of them are about the same letters. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  let result = '';
  let end = 0;
  for (const edit of inOrder(edits)) {
    if (edit.from < end) return undefined;
    result += text.slice(end, edit.from) + edit.text;
    end = edit.to;
  }
  return result + text.slice(end);
}

const inOrder = (edits: readonly TextEdit[]) => edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
