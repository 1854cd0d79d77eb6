import { readFileSync } from 'node:fs';

/** A value of a recorded fixture: JSON knows no NaN and no infinity, so they are written as Python prints them. */
export function recordedNumber(value: number | string): number {
  if (typeof value === 'number') return value;
  if (value === 'nan') return Number.NaN;
  return value === 'inf' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

export function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../fixtures/training/${name}`, import.meta.url), 'utf8')) as T;
}
