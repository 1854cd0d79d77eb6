import { quote, sentenceList } from '../findings/words.ts';
import { count } from '../words.ts';

/** The keywords that the config's schema uses for one value. */
export interface ValueSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
}

/** What a config says, inside a sentence: "the text `fast`", "-1", "a list". */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `the text ${quote(value)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a group of keys' : String(value);
}

/** What the config may say: "a whole number from 1 to 4 096 (default 32)". */
export function describeExpected(schema: ValueSchema): string {
  const value = schema.default;
  const shown = Array.isArray(value)
    ? `[${value.join(', ')}]`
    : typeof value === 'string'
      ? quote(value)
      : JSON.stringify(value);
  const hasDefault = value !== undefined && shown !== '{}' && schema.const === undefined;
  return `${kindOf(schema)}${hasDefault ? ` (default ${shown})` : ''}`;
}

function kindOf(schema: ValueSchema): string {
  if (schema.const !== undefined) return quote(schema.const);
  if (schema.enum) return sentenceList(schema.enum.map(quote), 'or');
  switch (schema.type) {
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `a whole number${boundsOf(schema)}`;
    case 'number':
      return `a number${boundsOf(schema)}`;
    case 'array':
      return `a list of ${lengthOf(schema)}${ITEMS[schema.items?.type ?? ''] ?? 'numbers'}`;
    case 'object':
      return 'a group of keys, one `key: value` a line';
    default:
      return 'a text';
  }
}

const ITEMS: Readonly<Record<string, string>> = { integer: 'whole numbers', string: 'texts' };

function lengthOf({ minItems, maxItems }: ValueSchema): string {
  return minItems !== undefined && minItems === maxItems ? `${minItems} ` : '';
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ValueSchema): string {
  const number = (value: number) => (Number.isInteger(value) ? count(value) : String(value));
  if (minimum !== undefined && maximum !== undefined) return ` from ${number(minimum)} to ${number(maximum)}`;
  const bounds = [
    ...(minimum === undefined ? [] : [`of at least ${number(minimum)}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${number(exclusiveMinimum)}`]),
    ...(maximum === undefined ? [] : [`at most ${number(maximum)}`]),
    ...(exclusiveMaximum === undefined ? [] : [`below ${number(exclusiveMaximum)}`]),
  ];
  return bounds.length > 0 ? ` ${sentenceList(bounds)}` : '';
}
