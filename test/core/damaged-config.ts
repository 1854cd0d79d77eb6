import fc from 'fast-check';
import { CONFIG } from './project-folder.ts';

/** What YAML gives a meaning, and what no text should hold. */
const PIECES = [
  '[',
  ']',
  '{',
  '}',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: *a',
  '#',
  '? ',
  '|\n',
  '!!x ',
  '😀',
  '\ud800',
  '\t',
  '---\n',
  '\r\n',
  '\0',
  'model:',
  '__proto__: ',
];

/** A config with pieces put in place of stretches of it. */
export const damagedConfig = fc
  .array(fc.tuple(fc.nat(CONFIG.length), fc.nat(12), fc.constantFrom(...PIECES)), { maxLength: 8 })
  .map((edits) =>
    edits.reduce((text, [from, length, piece]) => text.slice(0, from) + piece + text.slice(from + length), CONFIG),
  );
