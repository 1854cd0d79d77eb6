import type { Finding } from '../../schemas/types/finding.ts';
import { mayBeLowered } from '../severity/codes.ts';
import { commentsOf, directivesOf } from '../severity/directives.ts';
import { endOfLine } from './lines.ts';
import { offsetAt } from './offsets.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

/** Codes about comments that silence: these are mended or removed, not silenced in turn. */
const ABOUT_COMMENTS = new Set(['unknown-code', 'cannot-silence']);

/**
 * The comment that silences a finding where it stands: a new one, or its code in the one that is there. A person's own comment stays behind it, as
 * the reason. undefined where the finding has no line in the config, may not be silenced, or its line cannot have a comment.
 */
export function silenceEdits(text: string, configFile: string, finding: Finding): TextEdit[] | undefined {
  const { code, severity, location } = finding;
  if (location.file !== configFile || !location.range || ABOUT_COMMENTS.has(code)) return undefined;
  if (severity === 'error' && !mayBeLowered(code)) return undefined;
  const { line } = location.range.start;
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(mark);
  const edit = commentEdit(source, line, code);
  const silenced = edit && applyEdits(source, [edit]);
  const counts = directivesOf(silenced ?? '').some(
    (directive) => directive.line === line && directive.codes.some((named) => named.code === code),
  );
  return edit && counts ? [{ ...edit, from: edit.from + mark, to: edit.to + mark }] : undefined;
}

function commentEdit(text: string, line: number, code: string): TextEdit | undefined {
  const existing = directivesOf(text).find(({ range }) => range.start.line === line);
  // One for the whole file stays what it is.
  if (existing && existing.line === undefined) return undefined;
  if (existing) {
    const last = existing.codes.at(-1);
    const end = offsetAt(text, (last ?? existing).range.end);
    return { from: end, to: end, text: last ? `, ${code}` : ` ${code}` };
  }
  const start = offsetAt(text, { line, column: 1 });
  const end = start + text.slice(start, endOfLine(text, start)).trimEnd().length;
  const comment = commentsOf(text).find(({ offset }) => start <= offset && offset < end)?.offset;
  const words = `# multitask-disable-line ${code}`;
  if (comment === undefined) return { from: end, to: end, text: ` ${words}` };
  const reason = text.slice(comment, end).replace(/^#+\s*/, '');
  return { from: comment, to: end, text: reason === '' ? words : `${words} -- ${reason}` };
}
