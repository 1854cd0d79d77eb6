import type { Fix, Value } from '../../schemas/types/finding.ts';
import { preferred, putInQuotes, removeKey, write } from '../findings/fixes.ts';
import type { ValueSchema } from './describe.ts';
import type { ConfigPath } from './positions.ts';

/** Every choice, where there are few. */
export const choices = (path: ConfigPath, allowed: readonly string[]): Fix[] =>
  allowed.length <= 4 ? allowed.map((choice) => write(path, choice)) : [];

/** Writes what holds where the key is left out. */
export function defaultFix(path: ConfigPath, { default: value }: ValueSchema): Fix[] {
  if (!isValue(value)) return [];
  const fix = write(path, value);
  return [{ ...fix, title: `${fix.title}, the default` }];
}

const isValue = (value: unknown): value is Value =>
  Array.isArray(value) || ['string', 'number', 'boolean'].includes(typeof value);

/** The end of the range that the value lies beyond. */
export function nearestBound(path: ConfigPath, value: unknown, { minimum, maximum }: ValueSchema): Fix[] {
  if (typeof value !== 'number') return [];
  if (minimum !== undefined && value < minimum) return [write(path, minimum)];
  return maximum !== undefined && value > maximum ? [write(path, maximum)] : [];
}

const TRUTH: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** What the value is probably meant to be, in the type that is wanted. */
export function wrongTypeFixes(
  path: ConfigPath,
  { value, expected, written }: { value: unknown; expected: ValueSchema; written: string | undefined },
): Fix[] {
  if (value === null) return expected.default === undefined ? [] : [removeKey(path), ...defaultFix(path, expected)];
  if (expected.type === 'string' && written !== undefined && typeof value !== 'string') {
    return [preferred(putInQuotes(path, written))];
  }
  if (typeof value !== 'string') return [];
  const word = value.trim().toLowerCase();
  if (expected.type === 'boolean' && Object.hasOwn(TRUTH, word))
    return [preferred(write(path, TRUTH[word] as boolean))];
  const isMeant = { number: Number.isFinite, integer: Number.isInteger }[expected.type ?? ''];
  return word !== '' && isMeant?.(Number(word)) ? [preferred(write(path, Number(word)))] : [];
}
