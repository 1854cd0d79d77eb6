import type { Finding } from '../../schemas/types/finding.ts';
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
      },
    ];
  });
}
