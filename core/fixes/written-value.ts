import type { Value } from '../../schemas/types/finding.ts';
import { quotedText, yamlText } from '../init/yaml-text.ts';

/** A value as YAML; a text in the quotes that `written`, what stands there now, has. */
export function writtenValue(value: Value, written = ''): string {
  if (Array.isArray(value)) return `[${value.map((entry) => writtenValue(entry)).join(', ')}]`;
  if (typeof value === 'string') return writtenText(value, written);
  return typeof value === 'number' ? writtenNumber(value) : String(value);
}

function writtenText(text: string, written: string): string {
  if (written.startsWith("'") && !/[\p{C}\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return written.startsWith('"') ? quotedText(text) : yamlText(text);
}

/** Python's YAML takes 1e-7 for a text and 1.0e-7 for a number. */
const writtenNumber = (value: number): string => String(value).replace(/^(-?\d+)e/, '$1.0e');
