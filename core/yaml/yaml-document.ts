import { type Document, isScalar } from 'yaml';
import type { Finding, Location, Range } from '../../schemas/types/finding.ts';
import { hasErrors } from '../findings/sort-findings.ts';
import { quote, sentenceList } from '../findings/words.ts';
import { counted } from '../words.ts';
import { checkAliases } from './aliases.ts';
import { composeYaml } from './compose.ts';
import { describeValue, type ValueSchema } from './describe.ts';
import { checkDuplicateKeys } from './duplicate-keys.ts';
import { guardText } from './guards.ts';
import { checkMergeKeys } from './merge-keys.ts';
import { plainCopy } from './plain.ts';
import { type ConfigPath, rangeOfPath } from './positions.ts';
import { readConfigText } from './read-config-text.ts';
import { type ConfigSource, type SchemaWords, schemaFindings } from './schema-findings.ts';
import { validate } from './validate.ts';
import { syntaxFindings, tabErrors } from './yaml-errors.ts';

/** A config: its text, what it says, what is wrong with it, and where everything stands. */
export interface YamlDocument<Content> {
  /** Absolute path. */
  readonly file: string;
  /** Without a byte order mark, as editors hold it. */
  readonly text: string;
  /** Every default filled in, a recipe's before the schema's; undefined if there are errors. Its maps have no prototype. */
  readonly config: Content | undefined;
  readonly findings: Finding[];
  /** Where the config writes the key or (default) the value of a path; undefined where it does not, as for a key left to its default. */
  rangeOf(path: ConfigPath, part?: 'key' | 'value'): Range | undefined;
}

/** What tells one kind of config from another: its contract, and what only this kind has to say. */
export interface DocumentKind<Content> extends SchemaWords {
  readonly schema: ValueSchema & { readonly required: readonly string[] };
  /** A whole one to look at, as a path in the project. */
  readonly example: string;
  /** Why a text is another kind of config, with the command that reads it; undefined for texts of this kind. */
  mistakenFor(text: string): string | undefined;
  /** Fills in, before the schema's defaults, what this kind knows better. */
  readonly prepare?: (values: unknown) => void;
  /** What the schema cannot say. */
  readonly textFindings: (config: Content, source: ConfigSource) => Finding[];
}

const MAX_FINDINGS = 100;

/** Reads a config from its text. Whatever the text, it neither throws nor takes long: what is wrong becomes findings. */
export function parseYaml<Content>(text: string, file: string, kind: DocumentKind<Content>): YamlDocument<Content> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const guarded = guardText(source, file) ?? otherKind(source, file, kind);
  if (guarded) return unparsed(source, file, [guarded]);

  const { document, lines } = composeYaml(source);
  const rangeOf = (path: ConfigPath, part: 'key' | 'value' = 'value') => rangeOfPath(document, lines, path, part);
  const result = (findings: Finding[], config?: Content): YamlDocument<Content> => ({
    file,
    text: source,
    config: hasErrors(findings) ? undefined : config,
    findings: limited(findings, file),
    rangeOf,
  });
  const findings = syntaxFindings(document, file, lines, source);
  // Keys that a tab moved into another group are none that a person wrote twice.
  if (tabErrors(document).length > 0) return result(findings);
  findings.push(...checkDuplicateKeys(document, file, lines), ...checkAliases(document, file, lines));
  // Looks aliases up one by one, so only once their number is known to be small.
  if (!hasErrors(findings)) findings.push(...checkMergeKeys(document, file, lines));
  if (hasErrors(findings)) return result(findings);

  const values: unknown = document.toJS({ maxAliasCount: -1 });
  if (values === null || typeof values !== 'object' || Array.isArray(values)) {
    return result([...findings, noKeys(values, file, kind)]);
  }
  const config = plainCopy(values);
  kind.prepare?.(config);
  const configSource: ConfigSource = {
    locate: (path, part) => locateIn({ file, rangeOf }, path, part),
    values: config,
    writes: (path) => rangeOf(path, 'key') !== undefined,
    sourceOf: (path) => sourceAt(document, path),
  };
  findings.push(...schemaFindings(validate(config, kind.schema), configSource, kind));
  if (hasErrors(findings)) return result(findings);
  const filled = plainCopy(config) as Content;
  findings.push(...kind.textFindings(filled, configSource));
  return result(findings, filled);
}

/** Reads a config from its file. Never throws: a file that is missing, too large or no text becomes a finding. */
export async function readYaml<Content>(file: string, kind: DocumentKind<Content>): Promise<YamlDocument<Content>> {
  const read = await readConfigText(file);
  return 'text' in read ? parseYaml(read.text, file, kind) : unparsed('', file, [read.finding]);
}

/** The place of a path in the config, or of the nearest group of keys around it that the config writes. */
export function locateIn(
  { file, rangeOf }: Pick<YamlDocument<unknown>, 'file' | 'rangeOf'>,
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

function unparsed<Content>(text: string, file: string, findings: Finding[]): YamlDocument<Content> {
  return { file, text, config: undefined, findings, rangeOf: () => undefined };
}

function otherKind<Content>(text: string, file: string, kind: DocumentKind<Content>): Finding | undefined {
  const message = kind.mistakenFor(text);
  return message === undefined ? undefined : { code: 'config-kind', severity: 'error', message, location: { file } };
}

function noKeys<Content>(values: unknown, file: string, { schema, example }: DocumentKind<Content>): Finding {
  const keys = sentenceList(schema.required.map(quote));
  const message =
    values === null
      ? `The config is empty. It needs ${keys}; ${example} shows a whole one.`
      : `The config is ${describeValue(values)}; it needs the keys ${keys}.`;
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
