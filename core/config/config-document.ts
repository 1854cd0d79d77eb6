import { type Document, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Config } from '../../schemas/types/config.ts';
import type { Finding, Location, Range } from '../../schemas/types/finding.ts';
import { hasErrors } from '../findings/sort-findings.ts';
import { counted } from '../words.ts';
import { checkAliases } from './aliases.ts';
import { describeValue } from './describe.ts';
import { checkDuplicateKeys } from './duplicate-keys.ts';
import { guardText } from './guards.ts';
import { checkMergeKeys } from './merge-keys.ts';
import { plainCopy } from './plain.ts';
import { type ConfigPath, rangeOfPath } from './positions.ts';
import { readConfigText } from './read-config-text.ts';
import { fillRecipe } from './recipes.ts';
import { type ConfigSource, schemaFindings } from './schema-findings.ts';
import { textFindings } from './text-rules.ts';
import { validateConfig } from './validate.ts';
import { yamlFinding } from './yaml-errors.ts';

/** A config.yml: its text, what it says, what is wrong with it, and where everything stands. */
export interface ConfigDocument {
  /** Absolute path. */
  readonly file: string;
  /** Without a byte order mark, as editors hold it. */
  readonly text: string;
  /** Every default filled in, the recipe's before the schema's; undefined if there are errors. Its maps have no prototype. */
  readonly config: Config | undefined;
  readonly findings: Finding[];
  /** Where the config writes the key or (default) the value of a path; undefined where it does not, as for a key left to its default. */
  rangeOf(path: ConfigPath, part?: 'key' | 'value'): Range | undefined;
}

const MAX_FINDINGS = 100;

/** Reads a config from its text. Whatever the text, it neither throws nor takes long: what is wrong becomes findings. */
export function parseConfig(text: string, file: string): ConfigDocument {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const guarded = guardText(source, file);
  if (guarded) return unparsed(source, file, [guarded]);

  const lines = new LineCounter();
  const document = parseDocument(source, {
    version: '1.2',
    merge: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const rangeOf: ConfigDocument['rangeOf'] = (path, part = 'value') => rangeOfPath(document, lines, path, part);
  const locate = (path: ConfigPath, part: 'key' | 'value') => locateIn({ file, rangeOf }, path, part);
  const findings = [
    ...[...document.errors, ...document.warnings].map((error) => yamlFinding(error, file, lines, source.length)),
    ...checkDuplicateKeys(document, file, lines),
    ...checkAliases(document, file, lines),
  ];
  // Looks aliases up one by one, so only once their number is known to be small.
  if (!hasErrors(findings)) findings.push(...checkMergeKeys(document, file, lines));
  if (hasErrors(findings)) return { file, text: source, config: undefined, findings: limited(findings, file), rangeOf };

  const values: unknown = document.toJS({ maxAliasCount: -1 });
  if (values === null || typeof values !== 'object' || Array.isArray(values)) {
    return { file, text: source, config: undefined, findings: [...findings, noKeys(values, file)], rangeOf };
  }
  const config = plainCopy(values);
  fillRecipe(config);
  const configSource: ConfigSource = { locate, sourceOf: (path) => sourceAt(document, path) };
  findings.push(...schemaFindings(validateConfig(config), configSource));
  if (hasErrors(findings)) return { file, text: source, config: undefined, findings: limited(findings, file), rangeOf };
  const filled = plainCopy(config) as Config;
  findings.push(...textFindings(filled, configSource));
  return {
    file,
    text: source,
    config: hasErrors(findings) ? undefined : filled,
    findings: limited(findings, file),
    rangeOf,
  };
}

/** Reads a config from its file. Never throws: a file that is missing, too large or no text becomes a finding. */
export async function readConfig(file: string): Promise<ConfigDocument> {
  const read = await readConfigText(file);
  return 'text' in read ? parseConfig(read.text, file) : unparsed('', file, [read.finding]);
}

/** The place of a path in the config, or of the nearest group of keys around it that the config writes. */
export function locateIn(
  { file, rangeOf }: Pick<ConfigDocument, 'file' | 'rangeOf'>,
  path: ConfigPath,
  part: 'key' | 'value' = 'value',
): Location {
  const own = path.length > 0 ? rangeOf(path, part) : undefined;
  if (own) return { file, range: own };
  for (let length = path.length - 1; length > 0; length--) {
    const range = rangeOf(path.slice(0, length), 'key');
    if (range) return { file, range };
  }
  return { file };
}

function unparsed(text: string, file: string, findings: Finding[]): ConfigDocument {
  return { file, text, config: undefined, findings, rangeOf: () => undefined };
}

function noKeys(values: unknown, file: string): Finding {
  const message =
    values === null
      ? 'The config is empty. It needs `paths` and `model`; examples/garments/config.yml shows a whole one.'
      : `The config is ${describeValue(values)}; it needs the keys \`paths\` and \`model\`.`;
  return { code: 'config-empty', severity: 'error', message, location: { file } };
}

/** The words that the config writes for a value. */
function sourceAt(document: Document, path: ConfigPath): string | undefined {
  const node: unknown = document.getIn(path, true);
  return isScalar(node) ? node.source : undefined;
}

function limited(findings: Finding[], file: string): Finding[] {
  if (findings.length <= MAX_FINDINGS) return findings;
  const more = findings.length - MAX_FINDINGS;
  return [
    ...findings.slice(0, MAX_FINDINGS),
    {
      code: 'more-findings',
      severity: 'info',
      message: `${counted(more, 'more finding')} of this config ${more === 1 ? 'is' : 'are'} not shown. Mend these first.`,
      location: { file },
    },
  ];
}
