import { quote } from '../findings/words.ts';
import { describeValue } from '../yaml/describe.ts';
import type { Severities } from './apply-severities.ts';
import { aboutUnknownCode, CODES } from './codes.ts';

const LEVELS = ['error', 'warning', 'info', 'off'] as const;

/**
 * Severities by code as settings or options write them, and a sentence about each that cannot be meant, which then counts for nothing. null says
 * that a code has no setting.
 */
export function readSeverities(written: Iterable<readonly [code: string, severity: unknown]>): {
  severities: Severities;
  problems: string[];
} {
  const severities: [string, (typeof LEVELS)[number]][] = [];
  const problems: string[] = [];
  for (const [code, severity] of written) {
    if (severity === null) continue;
    const level = LEVELS.find((known) => known === severity);
    if (!CODES.includes(code)) problems.push(aboutUnknownCode(code).message);
    else if (level) severities.push([code, level]);
    else problems.push(`${quote(code)} is ${describeValue(severity)}; write error, warning, info or off.`);
  }
  return { severities: Object.fromEntries(severities), problems };
}
