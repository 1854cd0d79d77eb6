import type { Finding, Fix } from '../../schemas/types/finding.ts';
import { fixedBy, preferred, write } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import type { ConfigPath } from './positions.ts';
import type { ConfigSource } from './schema-findings.ts';

/** Paths with control characters: in double quotes, `"C:\temp"` holds a tab; such a path names nothing a person meant. */
export function pathEscapes(config: unknown, paths: readonly ConfigPath[], source: ConfigSource): Finding[] {
  return paths.flatMap((path): Finding[] => {
    const value = path.reduce((inner, key) => (inner as Record<string, unknown>)[key], config);
    if (typeof value !== 'string' || !/\p{Cc}/u.test(value)) return [];
    return [
      {
        code: 'path-escape',
        severity: 'error',
        message: `${quote(path.join('.'))} is ${quote(value)}, which holds a control character. In double quotes a backslash starts an escape: use single quotes, or forward slashes.`,
        location: source.locate(path, 'value'),
        ...fixedBy(...unescaped(path, value)),
      },
    ];
  });
}

/** What the escapes of double quotes stand for, by the letter behind the backslash (YAML 1.2, section 5.7). */
const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
};

/** The path with the backslashes that were meant. */
function unescaped(path: ConfigPath, value: string): Fix[] {
  const meant = value.replace(/\p{Cc}/gu, (control) => (control in ESCAPES ? `\\${ESCAPES[control]}` : control));
  return /\p{Cc}/u.test(meant) ? [] : [preferred(write(path, meant))];
}
