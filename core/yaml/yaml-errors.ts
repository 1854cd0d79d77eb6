import type { Document, ErrorCode, LineCounter, YAMLError } from 'yaml';
import type { Finding } from '../../schemas/types/finding.ts';
import { fixedBy, preferred, rewrite } from '../findings/fixes.ts';
import { rangeBetween } from './positions.ts';

/** What the parser's complaint means and what to do; the rest are told in the parser's own words. */
const EXPLANATIONS: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'This line is indented with a tab. YAML allows only spaces: replace each tab with two spaces.',
  MULTIPLE_DOCS:
    'A second YAML document starts here (`---`). A config is one document: remove the line, or move the rest to a file of its own.',
  BAD_INDENT: 'This line is indented differently from its neighbours. Keys of one group start in the same column.',
  BAD_SCALAR_START: 'A value cannot start with this character. Put the value in quotes.',
  BAD_DQ_ESCAPE:
    'This backslash does not start a known escape. In double quotes a backslash is special: use single quotes, or forward slashes in paths.',
  BLOCK_AS_IMPLICIT_KEY:
    'A second `:` on one line. Put the key after it on a line of its own, or put the value in quotes.',
  BLOCK_IN_FLOW: 'Within [ ] or { } there can be no `- ` items or indented keys. Close the bracket first.',
  MULTILINE_IMPLICIT_KEY: 'A key and its `:` stand on one line. Is a `:` missing on an earlier line?',
  KEY_OVER_1024_CHARS: 'A key has at most 1024 characters.',
  NON_STRING_KEY: 'A key is one word or a text; here it is a list or a group of keys.',
  BAD_ALIAS: 'An alias is written *name, with no other mark.',
  UNEXPECTED_TOKEN: 'This does not fit here. Look for a missing quote, bracket, comma or `:` before it.',
  TAG_RESOLVE_FAILED: 'This tag (a word after `!`) is not known here and changes nothing. Remove it.',
  RESOURCE_EXHAUSTION: 'This part is nested too deeply to be read.',
};

const CODES: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'tab-indent',
  MULTIPLE_DOCS: 'several-documents',
};

/** The parser's errors and warnings as findings. Where a tab indents, the others only follow from it. */
export function syntaxFindings(document: Document, file: string, lines: LineCounter, text: string): Finding[] {
  const tabs = tabErrors(document);
  const told = tabs.length > 0 ? tabs : [...document.errors, ...document.warnings];
  return told.map((error) => ({
    code: CODES[error.code] ?? 'yaml-syntax',
    severity: error.name === 'YAMLWarning' ? 'warning' : 'error',
    message: explain(error),
    location: { file, range: rangeBetween(lines, ...markedIn(text, lines, error)) },
    ...(error.code === 'TAB_AS_INDENT' ? spacesForTabs(Math.min(error.pos[0], text.length), lines, text) : {}),
  }));
}

/** The lines that a tab indents. */
export function tabErrors({ errors }: Document): YAMLError[] {
  return errors.filter(({ code }) => code === 'TAB_AS_INDENT');
}

/** From where to where an error is marked: at most to the end of its first line. */
function markedIn(
  text: string,
  { lineStarts, linePos }: LineCounter,
  { pos: [from, to] }: YAMLError,
): [number, number] {
  const start = Math.min(from, text.length);
  const nextLine = lineStarts[linePos(start).line] ?? text.length + 1;
  const lineEnd = text[nextLine - 2] === '\r' ? nextLine - 2 : nextLine - 1;
  return [start, Math.max(start, Math.min(to, lineEnd))];
}

function spacesForTabs(offset: number, lines: LineCounter, text: string): Pick<Finding, 'fixes'> {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  const range = rangeBetween(lines, start, start + indent.length);
  return fixedBy(preferred(rewrite(range, indent.replaceAll('\t', '  '), 'Indent with two spaces for each tab')));
}

function explain({ code, message }: YAMLError): string {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) {
    return 'This list or group is not closed: its `]` or `}` is missing, or stands further left than the key.';
  }
  return EXPLANATIONS[code] ?? sentence(message);
}

/** The parser's words without its quoted excerpt, as a sentence. */
function sentence(message: string): string {
  const words = message.split(' at line ')[0] ?? message;
  return `This is not valid YAML: ${words.charAt(0).toLowerCase()}${words.slice(1).replace(/\.?$/, '.')}`;
}
