import { Lexer, LineCounter } from 'yaml';
import type { Range } from '../../schemas/types/finding.ts';
import { rangeBetween } from '../yaml/positions.ts';

/** A comment that silences diagnostics: `# multitask-disable-line code, code`, or `# multitask-disable code` for the whole file. */
export interface Directive {
  /** The line that is silenced; undefined for the whole file. */
  readonly line: number | undefined;
  readonly codes: readonly NamedCode[];
  /** Of the comment. */
  readonly range: Range;
}

export interface NamedCode {
  readonly code: string;
  readonly range: Range;
}

const DIRECTIVE = /^#\s*multitask-disable(-line)?(?=[\s,]|$)/;
/** What follows is a person's reason. */
const REASON = /\s--(\s|$)/;

/** The silencing comments of a YAML text, in its order. What looks like one within a text value is none. */
export function directivesOf(text: string): Directive[] {
  if (!text.includes('multitask-disable')) return [];
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return commentsOf(text).flatMap(({ comment, offset }) => {
    const found = DIRECTIVE.exec(comment);
    if (!found) return [];
    const rest = comment.slice(found[0].length).split(REASON)[0] ?? '';
    const range = rangeBetween(lines, offset, offset + comment.trimEnd().length);
    const codes = [...rest.matchAll(/[^\s,]+/g)].map(({ 0: code, index }) => {
      const start = offset + found[0].length + index;
      return { code, range: rangeBetween(lines, start, start + code.length) };
    });
    return [{ line: found[1] === undefined ? undefined : range.start.line, codes, range }];
  });
}

/** Marks that yaml's lexer puts between pieces of the text: a document starts, a flow collection ends, a scalar follows. */
const MARKS = ['\u0002', '\u0018', '\u001f'];
const SCALAR_FOLLOWS = '\u001f';

/** The comments of a YAML text with their number signs, in its order. */
export function commentsOf(text: string): { comment: string; offset: number }[] {
  const comments: { comment: string; offset: number }[] = [];
  let offset = 0;
  let before = '';
  for (const piece of new Lexer().lex(text)) {
    if (piece.startsWith('#') && before !== SCALAR_FOLLOWS) comments.push({ comment: piece, offset });
    if (!MARKS.includes(piece)) offset += piece.length;
    before = piece;
  }
  return comments;
}
