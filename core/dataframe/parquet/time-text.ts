import type { SchemaElement, TimeUnit } from 'hyparquet';

/** How a column stores points in time or times of day. */
export interface StoredTime {
  readonly kind: 'timestamp' | 'time';
  readonly perSecond: bigint;
  /** Whether it means Universal Time, rather than whatever the clock on the wall said. */
  readonly utc: boolean;
  /** Whether a value is days since 4713 BC, and 64 bits of nanoseconds below them, as old Spark wrote. */
  readonly julian?: true;
}

const PER_SECOND: Readonly<Record<TimeUnit, bigint>> = { MILLIS: 1_000n, MICROS: 1_000_000n, NANOS: 1_000_000_000n };

/** undefined: the column stores no times. */
export function unitOf({
  type,
  converted_type: converted,
  logical_type: logical,
}: SchemaElement): StoredTime | undefined {
  if (type === 'INT96') return { kind: 'timestamp', perSecond: PER_SECOND.NANOS, utc: false, julian: true };
  if (type !== 'INT64' && type !== 'INT32') return undefined;
  if (logical?.type === 'TIMESTAMP' || logical?.type === 'TIME') {
    const kind = logical.type === 'TIME' ? 'time' : 'timestamp';
    return { kind, perSecond: PER_SECOND[logical.unit], utc: logical.isAdjustedToUTC };
  }
  const match = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/.exec(converted ?? '');
  if (!match) return undefined;
  const kind = match[1] === 'TIME' ? 'time' : 'timestamp';
  return { kind, perSecond: PER_SECOND[match[2] as TimeUnit], utc: false };
}

const SECONDS_A_DAY = 86_400n;

/** 19 800 → "2024-03-18". */
export function dateText(daysSince1970: number): string {
  const date = new Date(daysSince1970 * 86_400_000);
  return Number.isNaN(date.getTime()) ? `${daysSince1970}` : date.toISOString().replace(/T.*$/, '');
}

/** As pandas writes a column of them: midnight is a date alone. */
export function timestampText(value: bigint | number, { perSecond, utc, julian }: StoredTime): string {
  const ticks = julian ? julianNanoseconds(BigInt(value)) : BigInt(value);
  const day = SECONDS_A_DAY * perSecond;
  const days = floorDivide(ticks, day);
  const rest = ticks - days * day;
  const date = dateText(Number(days));
  const zone = utc ? '+00:00' : '';
  return rest === 0n && !utc ? date : `${date} ${clock(rest, perSecond)}${zone}`;
}

/** "13:37:00", with milli-, micro- or nanoseconds where there are any. */
export function timeText(ticks: bigint, { perSecond }: StoredTime): string {
  return clock(ticks, perSecond);
}

function clock(ticks: bigint, perSecond: bigint): string {
  const seconds = floorDivide(ticks, perSecond);
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map((part) => `${part}`.padStart(2, '0'));
  const fraction = ticks - seconds * perSecond;
  if (fraction === 0n) return parts.join(':');
  const digits = `${fraction}`.padStart(`${perSecond}`.length - 1, '0').replace(/0+$/, '');
  return `${parts.join(':')}.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** Julian day number of 1970-01-01. */
const EPOCH_JULIAN_DAY = 2_440_588n;

function julianNanoseconds(value: bigint): bigint {
  const nanoseconds = BigInt.asUintN(64, value);
  return ((value >> 64n) - EPOCH_JULIAN_DAY) * SECONDS_A_DAY * PER_SECOND.NANOS + nanoseconds;
}
