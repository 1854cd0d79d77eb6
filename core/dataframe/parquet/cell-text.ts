import type { SchemaElement } from 'hyparquet';
import { pythonFloat } from '../../python-float.ts';
import { ParquetFault } from './fault.ts';
import { dateText, timestampText, timeText, unitOf } from './time-text.ts';

/** How the stored values of a column become cells, as pandas' `to_csv` writes them: `True`, `3`, `3.0`, `2024-01-31`. */
export function cellText(element: SchemaElement): (value: unknown) => string {
  const { type, converted_type: converted, logical_type: logical, name } = element;
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return (value) => decimalText(unscaled(value), scale);
  }
  if (converted === 'DATE' || logical?.type === 'DATE') return (value) => dateText(Number(value));
  const time = unitOf(element);
  if (time?.kind === 'timestamp') return (value) => timestampText(value as bigint, time);
  if (time?.kind === 'time') return (value) => timeText(BigInt(value as number | bigint), time);
  if (logical?.type === 'UUID') return (value) => uuidText(value as Uint8Array);
  if (logical?.type === 'FLOAT16') return (value) => floatText(halfFloat(value as Uint8Array), 5);
  switch (type) {
    case 'BOOLEAN':
      return (value) => (value ? 'True' : 'False');
    case 'INT32':
      return isUnsigned(element) ? (value) => `${(value as number) >>> 0}` : (value) => `${value}`;
    case 'INT64':
      return isUnsigned(element) ? (value) => `${BigInt.asUintN(64, value as bigint)}` : (value) => `${value}`;
    case 'FLOAT':
      return (value) => floatText(value as number, 9);
    case 'DOUBLE':
      return (value) => floatText(value as number, 17);
    case 'BYTE_ARRAY':
      return isText(element) ? (value) => text(value as Uint8Array, name) : (value) => bytesText(value as Uint8Array);
    default:
      return (value) => hex(value as Uint8Array);
  }
}

/** As JSON, inside a list or a structure. */
export function jsonText(element: SchemaElement): (value: unknown) => string {
  const inWords = cellText(element);
  const { type, converted_type: converted, logical_type: logical } = element;
  const isNumber =
    (type === 'INT32' || type === 'INT64' || type === 'FLOAT' || type === 'DOUBLE') &&
    !(converted?.startsWith('DATE') || converted?.startsWith('TIME') || logical?.type.startsWith('TIME'));
  if (isNumber) return (value) => (Number.isFinite(Number(value)) ? inWords(value) : 'null');
  if (type === 'BOOLEAN') return (value) => (value ? 'true' : 'false');
  return (value) => JSON.stringify(inWords(value));
}

/** Whether a column says that its bytes are text; old writers do not. */
export function isText({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return (
    converted === 'UTF8' ||
    converted === 'ENUM' ||
    converted === 'JSON' ||
    logical?.type === 'STRING' ||
    logical?.type === 'ENUM' ||
    logical?.type === 'JSON'
  );
}

function isUnsigned({ converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return converted?.startsWith('UINT_') === true || (logical?.type === 'INTEGER' && !logical.isSigned);
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(bytes: Uint8Array, column: string): string {
  const decoded = utf8(bytes);
  if (decoded !== undefined) return decoded;
  throw new ParquetFault(
    'undecodable-text',
    `The column \`${column}\` of the dataframe holds a value that is not text in UTF-8. Mend it where the file is written.`,
  );
}

/** Text where it can be read as such: what old writers store without saying so. Anything else, such as an image in a cell, by its first bytes. */
function bytesText(bytes: Uint8Array): string {
  return utf8(bytes) ?? hex(bytes);
}

/** No path or label holds a NUL, and the system refuses it in paths. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    const decoded = strict.decode(bytes);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

const SHOWN_BYTES = 16;

function hex(bytes: Uint8Array): string {
  const more = bytes.length > SHOWN_BYTES ? '…' : '';
  return `0x${Buffer.from(bytes.subarray(0, SHOWN_BYTES)).toString('hex')}${more}`;
}

function uuidText(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The shortest digits that read back as the same number of this precision; not a number is a missing cell, as in pandas. */
function floatText(value: number, digits: number): string {
  if (Number.isNaN(value)) return '';
  if (digits === 17 || !Number.isFinite(value)) return pythonFloat(value);
  for (let precision = 1; precision < digits; precision++) {
    const shorter = Number(value.toPrecision(precision));
    if (Math.fround(shorter) === value) return pythonFloat(shorter);
  }
  return pythonFloat(Number(value.toPrecision(digits)));
}

/** IEEE 754 binary16, little-endian. */
function halfFloat(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** A decimal's digits: a number, or two's complement with the highest byte first. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint);
  // Decimals have at most 38 digits, which 16 bytes hold.
  const digits = value.subarray(0, 32);
  return digits.length === 0
    ? 0n
    : BigInt.asIntN(digits.length * 8, BigInt(`0x${Buffer.from(digits).toString('hex')}`));
}

function decimalText(digits: bigint, scale: number): string {
  if (!(scale > 0 && scale <= 100)) return `${digits}`;
  const sign = digits < 0n ? '-' : '';
  const padded = `${digits < 0n ? -digits : digits}`.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}
