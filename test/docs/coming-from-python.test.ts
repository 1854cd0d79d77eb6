import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../core/rules/rules.ts';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import datasetSchema from '../../schemas/dataset-config.schema.json' with { type: 'json' };
import { codesOf, MINIMAL } from '../core/config/configs.ts';

const ROOT = join(import.meta.dirname, '../..');
const text = readFileSync(join(ROOT, 'docs/coming-from-python.md'), 'utf8');
/** What stands in backticks; what Python calls things stands in none. */
const quoted = [
  ...new Set([...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, words]) => words!)),
];

const FILE = /^[\w./-]+\.(yml|csv|h5)$/;
const COMMAND = /^multitask [a-z]+( [\w./ -]+)?$/;
const KEY = /^[a-z_]+(\.[a-z_]+)*(: .+)?$/;
const CODE = /^[a-z]+(-[a-z]+)*$/;

interface Group {
  readonly properties?: Readonly<Record<string, Group>>;
}

/** Every key of the config under its last name and under its dotted one. */
function keysOf({ properties = {} }: Group, path: readonly string[] = []): string[] {
  return Object.entries(properties).flatMap(([key, group]) => [
    key,
    [...path, key].join('.'),
    ...(path.length > 0 ? [[...path.slice(1), key].join('.')] : []),
    ...keysOf(group, [...path, key]),
  ]);
}

/** Findings have their codes written out; what reads DeepFashion's lists hands them on to what makes findings. */
const codeIn = (source: string) =>
  source.startsWith('deepfashion') ? /'([a-z]+(?:-[a-z]+)+)'/g : /code: '([a-z-]+)'/g;

function codesInCore(): Set<string> {
  const sources = readdirSync(join(ROOT, 'core'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const written = sources.flatMap((name) =>
    [...readFileSync(join(ROOT, 'core', name), 'utf8').matchAll(codeIn(name))].map(([, code]) => code!),
  );
  return new Set([...written, ...rules.map(({ code }) => code)]);
}

const keys = new Set([...keysOf(schema as Group), ...keysOf(datasetSchema as Group), 'model']);
const codes = codesInCore();
/** A word with a hyphen is a diagnostic's code; one without may be either. */
const isCode = (words: string) => CODE.test(words) && (words.includes('-') || !keys.has(words));
const isKey = (words: string) => KEY.test(words) && !FILE.test(words) && !isCode(words);

describe('docs/coming-from-python.md', () => {
  it('quotes nothing but keys, codes, commands and files', () => {
    const isKnownKind = (words: string) => isKey(words) || isCode(words) || COMMAND.test(words) || FILE.test(words);
    expect(quoted.filter((words) => !isKnownKind(words))).toEqual([]);
    expect(quoted.length).toBeGreaterThan(60);
  });

  it('names keys that the config has', () => {
    const named = quoted.filter(isKey).map((words) => words.split(':')[0]!);
    expect(named.filter((key) => !keys.has(key))).toEqual([]);
    expect(named.length).toBeGreaterThan(25);
  });

  it('writes them as the config takes them', () => {
    const written = quoted.filter((words) => isKey(words) && words.includes(': '));
    const isRefused = (line: string) => {
      const [key, value] = line.split(': ') as [string, string];
      const isPath = key in schema.properties.paths.properties;
      const [group, inner] = key.split('.');
      const lines = inner ? `  ${group}: { ${inner}: ${value} }\n` : `  ${line}\n`;
      const without = MINIMAL.replace(new RegExp(`^ {2}${key}: .*\n`, 'm'), '');
      const config = isPath ? without.replace('paths:\n', `paths:\n${lines}`) : `${without}${lines}`;
      return codesOf(config).length > 0;
    };
    expect(written.filter(isRefused)).toEqual([]);
    expect(written.length).toBeGreaterThan(8);
  });

  it('names diagnostics that there are', () => {
    const named = quoted.filter(isCode);
    expect(named.filter((code) => !codes.has(code))).toEqual([]);
    expect(named.length).toBeGreaterThan(15);
  });

  it('judges every trap by one of its four words', () => {
    const traps = text
      .slice(text.indexOf('## Every trap'))
      .split('\n')
      .filter((line) => /^\| (?!---|trap )/.test(line));
    const verdicts = traps.map((line) => line.split(' | ')[1]);
    expect(verdicts.filter((verdict) => !['Same', 'Fixed', 'Named', 'Left out'].includes(verdict!))).toEqual([]);
    const named = traps.filter((_, i) => verdicts[i] === 'Named');
    expect(named.filter((line) => !/`[a-z]+(-[a-z]+)+`/.test(line))).toEqual([]);
    expect(traps.length).toBeGreaterThan(85);
  });
});
