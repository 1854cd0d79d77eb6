import type { Value } from '../../schemas/types/finding.ts';
import { quotedText, yamlText } from '../init/yaml-text.ts';
import type { Span } from '../language/outline.ts';
import type { TextEdit } from './text-edit.ts';

/** A value as YAML; a text in the quotes that `written`, what stands there now, has. */
export function writtenValue(value: Value, written = ''): string {
  if (Array.isArray(value)) return `[${value.map((entry) => writtenValue(entry)).join(', ')}]`;
  if (typeof value === 'string') return writtenText(value, written);
  return typeof value === 'number' ? writtenNumber(value) : String(value);
}

/** Puts another text in place of one that the config writes, in the quotes that it has. Of a text in a block (`|`, `>`) the line break at its end stays. */
export function rewriteText(text: string, { from, to }: Span, value: string): TextEdit {
  const written = text.slice(from, to).trimEnd();
  return { from, to: from + written.length, text: writtenValue(value, written) };
}

function writtenText(text: string, written: string): string {
  if (written.startsWith("'") && !/[\p{C}\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return written.startsWith('"') ? quotedText(text) : yamlText(text);
}

/** Python's YAML takes 1e-7 for a text and 1.0e-7 for a number. */
const writtenNumber = (value: number): string => String(value).replace(/^(-?\d+)e/, '$1.0e');
