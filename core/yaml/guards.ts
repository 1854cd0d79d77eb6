import { Lexer, LineCounter, Parser } from 'yaml';
import type { Finding } from '../../schemas/types/finding.ts';
import { count, counted } from '../words.ts';
import { rangeBetween } from './positions.ts';

/** The largest config that is read. One with a thousand labels has about 20 000 characters. */
export const MAX_CONFIG_BYTES = 256 * 1024;
const MAX_TOKENS = 100_000;
const MAX_NESTING = 64;

/**
 * What keeps a text from being parsed at all, or undefined. It runs before the text is composed, because composing deeply nested YAML can end
 * the process (a regular expression compiled at the end of the stack cannot be caught), and huge texts would keep it busy for seconds.
 */
export function guardText(text: string, file: string): Finding | undefined {
  if (text.length > MAX_CONFIG_BYTES) return tooLarge(file, text.length);
  const control = text.search(/(?![\t\n\r\u0085])\p{Cc}/u);
  if (control >= 0) return unreadable(text, file, control);
  const loneReturn = text.search(/\r(?!\n)/);
  if (loneReturn >= 0) {
    return {
      code: 'config-line-ends',
      severity: 'error',
      message:
        'A line ends with a carriage return alone, which YAML does not read as the end of a line. Save the file with LF or CRLF line ends.',
      location: { file, range: rangeAt(text, loneReturn) },
    };
  }
  return guardStructure(text, file);
}

/** The finding for a config of so many bytes or characters. */
export function tooLarge(file: string, size: number): Finding {
  return {
    code: 'config-too-large',
    severity: 'error',
    message: `The config has ${count(Math.ceil(size / 1024))} KB; at most ${MAX_CONFIG_BYTES / 1024} KB are read. A config has about 2 KB: is this another file?`,
    location: { file },
  };
}

function unreadable(text: string, file: string, offset: number): Finding {
  const code = text.charCodeAt(offset).toString(16).padStart(2, '0').toUpperCase();
  return {
    code: 'config-binary',
    severity: 'error',
    message: `The file is not plain text: it holds a control character (0x${code}). Save the config as a UTF-8 text file.`,
    location: { file, range: rangeAt(text, offset) },
  };
}

/** Follows the nesting with yaml's lexer and CST parser, which loop where the composer recurses. */
function guardStructure(text: string, file: string): Finding | undefined {
  const parser = new Parser();
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) {
      // The tokens matter only through the stack that they leave.
    }
    // The document itself stands at the bottom of the stack.
    if (parser.stack.length - 1 > MAX_NESTING) {
      return {
        code: 'config-nesting',
        severity: 'error',
        message: `Lists and keys are nested more than ${MAX_NESTING} levels deep here; a config needs 4. Look for brackets that are never closed.`,
        location: { file, range: rangeAt(text, Math.min(parser.offset, text.length)) },
      };
    }
    tokens += 1;
    if (tokens > MAX_TOKENS) {
      return {
        code: 'config-too-large',
        severity: 'error',
        message: `The config has more than ${counted(MAX_TOKENS, 'word and sign', 'words and signs')}, too many to be a config. Is this another file?`,
        location: { file },
      };
    }
  }
  return undefined;
}

function rangeAt(text: string, offset: number) {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', end + 1))
    lines.addNewLine(end + 1);
  return rangeBetween(lines, offset, offset + 1);
}
