import type { ErrorObject } from 'ajv';
import type { Finding, Location } from '../../schemas/types/finding.ts';
import { fixedBy, meant, preferred, removeKey, renameKey, write } from '../findings/fixes.ts';
import { nearest } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { describeExpected, describeValue, type ValueSchema } from './describe.ts';
import type { ConfigPath } from './positions.ts';
import { choices, defaultFix, nearestBound, wrongTypeFixes } from './schema-fixes.ts';

/** What the translation needs to know of the config's text. */
export interface ConfigSource {
  /** The place of the path, or of the nearest group of keys around it that the config writes. */
  locate(path: ConfigPath, part: 'key' | 'value'): Location;
  /** What the config says. */
  readonly values: unknown;
  /** Whether the config has the key itself, rather than its default. */
  writes(path: ConfigPath): boolean;
  /** The words that the config writes at the path. */
  sourceOf(path: ConfigPath): string | undefined;
}

/** What the translation needs to know of the kind of config. */
export interface SchemaWords {
  readonly schema: ValueSchema;
  /** What is told in this kind's own words; undefined for all else. */
  readonly schemaFinding: (
    error: ErrorObject,
    path: ConfigPath,
    source: ConfigSource,
  ) => Omit<Finding, 'severity'> | undefined;
}

/** What the schema refuses, in plain words: one finding for each thing a person has to mend. */
export function schemaFindings(errors: readonly ErrorObject[], source: ConfigSource, words: SchemaWords): Finding[] {
  // What `propertyNames` reports of a key's own schema is told once, by `propertyNames` itself.
  const told = errors.filter((error) => error.propertyName === undefined);
  const misspelt = new Set<string>();
  const unknown = told.filter(({ keyword }) => keyword === 'additionalProperties');
  const findings = unknown.map((error) => unknownKey(error, source, { misspelt, schema: words.schema }));
  for (const error of told) {
    if (error.keyword === 'additionalProperties') continue;
    if (error.keyword === 'required' && misspelt.has(dotted([...pathOf(error, source), missingKeyOf(error)]))) continue;
    const finding = words.schemaFinding(error, pathOf(error, source), source) ?? keyFinding(error, source);
    findings.push({ severity: 'error', ...finding });
  }
  return findings;
}

/** An error about a key whose schema is written out in the schema. */
function keyFinding(error: ErrorObject, source: ConfigSource): Omit<Finding, 'severity'> {
  const path = pathOf(error, source);
  const name = named(path);
  const expected = error.parentSchema as ValueSchema;
  const value = error.data;
  const location = source.locate(path, 'value');
  switch (error.keyword) {
    case 'required': {
      const key = missingKeyOf(error);
      const wanted = expected.properties?.[key] ?? {};
      return {
        code: 'missing-key',
        message: `${quote(dotted([...path, key]))} is missing. ${purposeOf(wanted)}`,
        location: source.locate(path, path.length > 0 ? 'key' : 'value'),
      };
    }
    case 'enum':
    case 'const': {
      const allowed = expected.enum ?? (expected.const === undefined ? [] : [expected.const]);
      const suggestion = typeof value === 'string' ? nearest(value, allowed) : undefined;
      return {
        code: 'not-a-choice',
        message: `${name} is ${describeValue(value)}; it can be ${describeExpected(expected)}.`,
        location,
        ...meant(
          suggestion,
          (choice) => write(path, choice),
          ...(suggestion === undefined ? choices(path, allowed) : []),
        ),
      };
    }
    case 'minItems':
    case 'maxItems':
      return {
        code: 'wrong-length',
        message: `${name} has ${counted((value as unknown[]).length, 'entry', 'entries')}; write ${describeExpected(expected)}.`,
        location,
        ...fixedBy(...defaultFix(path, expected)),
      };
    case 'type':
    case 'minLength':
      return {
        code: 'wrong-type',
        message: wrongType(name, value, expected, source.sourceOf(path)),
        location,
        ...fixedBy(...wrongTypeFixes(path, { value, expected, written: source.sourceOf(path) })),
      };
    default:
      return {
        code: 'out-of-range',
        message: `${name} is ${describeValue(value)}; write ${describeExpected(expected)}.`,
        location,
        ...fixedBy(...nearestBound(path, value, expected), ...defaultFix(path, expected)),
      };
  }
}

function wrongType(name: string, value: unknown, expected: ValueSchema, written: string | undefined): string {
  if (value === null && expected.default !== undefined) {
    return `${name} has no value; write ${describeExpected(expected)}, or leave the key out.`;
  }
  if (
    expected.type === 'string' &&
    written !== undefined &&
    (typeof value === 'number' || typeof value === 'boolean')
  ) {
    return `${name} is ${describeValue(value)}, not a text; put it in quotes: "${written}".`;
  }
  if (expected.type === 'integer' && typeof value === 'number') {
    return `${name} is ${value}; write ${describeExpected(expected)}.`;
  }
  return `${name} is ${describeValue(value)}; write ${describeExpected(expected)}.`;
}

/** An unknown key, with the key that was probably meant; that one is noted as misspelt, so that it is not called missing too. */
function unknownKey(
  error: ErrorObject,
  source: ConfigSource,
  { misspelt, schema }: { misspelt: Set<string>; schema: ValueSchema },
): Finding {
  const path = pathOf(error, source);
  const key = String(error.params.additionalProperty);
  const known = Object.keys((error.parentSchema as ValueSchema).properties ?? {});
  const isPresent = (name: string) => source.writes([...path, name]);
  const suggestion =
    nearest(
      key,
      known.filter((name) => !isPresent(name)),
    ) ?? nearest(key, known);
  if (suggestion !== undefined) misspelt.add(dotted([...path, suggestion]));
  const group = path.length > 0 ? quote(dotted(path)) : 'the config';
  const home = suggestion === undefined ? groupWith(key, schema) : undefined;
  const advice =
    suggestion !== undefined
      ? `Did you mean ${quote(suggestion)}?`
      : home !== undefined
        ? `It belongs under ${quote(home)}.`
        : 'Remove it, or look for the key that was meant.';
  return {
    code: 'unknown-key',
    severity: 'error',
    message: `${quote(key)} is not a key of ${group}. ${advice}`,
    location: source.locate([...path, key], 'key'),
    ...(suggestion !== undefined && isPresent(suggestion)
      ? { suggestion, ...fixedBy(preferred(removeKey([...path, key]))) }
      : meant(suggestion, (name) => renameKey([...path, key], name), removeKey([...path, key]))),
  };
}

/** The group of keys that has this key, as a dotted name. */
function groupWith(key: string, group: ValueSchema, path: ConfigPath = []): string | undefined {
  for (const [name, inner] of Object.entries(group.properties ?? {})) {
    if (name === key && path.length > 0) return dotted(path);
    const found = groupWith(key, inner, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** ajv's JSON pointer as a path, in which the places in lists are numbers. */
function pathOf(error: ErrorObject, { values }: ConfigSource): ConfigPath {
  let inner = values;
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(inner) ? Number(name) : name;
      inner = (inner as Record<string | number, unknown>)[step];
      return step;
    });
}

const missingKeyOf = (error: ErrorObject) => String(error.params.missingProperty);
const dotted = (path: ConfigPath) => (path.length > 0 ? path.join('.') : 'config');

/** A path as the subject of a sentence. */
function named(path: ConfigPath): string {
  const last = path.at(-1);
  return typeof last === 'number' ? `Entry ${last + 1} of ${quote(dotted(path.slice(0, -1)))}` : quote(dotted(path));
}

/** What a key is for: the first sentence of its description, and how to write what is no text. */
function purposeOf(wanted: ValueSchema): string {
  const [purpose = ''] = (wanted.description ?? '').split(/(?<=\.) /);
  return wanted.type === 'array' ? `${purpose} Write ${describeExpected(wanted)}.` : purpose;
}
