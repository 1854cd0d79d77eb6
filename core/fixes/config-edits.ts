import { isDeepStrictEqual } from 'node:util';
import type { Fix } from '../../schemas/types/finding.ts';
import { checkAliases } from '../yaml/aliases.ts';
import { composeYaml } from '../yaml/compose.ts';
import { guardText } from '../yaml/guards.ts';
import { plainCopy } from '../yaml/plain.ts';
import { type ConfigChange, changeEdits, type WrittenConfig } from './change-edits.ts';
import { changeValues } from './changed-values.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';

/**
 * The edits that make a fix's changes in the config. undefined where there are none that do this and nothing else: the text that they make is read
 * again, and says what it said before but for the changes. So nothing is offered for a list that an alias repeats elsewhere.
 */
export function configEdits(config: WrittenConfig, { changes }: Pick<Fix, 'changes'>): TextEdit[] | undefined {
  const inConfig = changes.filter((change) => change.kind !== 'cells');
  const edits: TextEdit[] = [];
  for (const change of inConfig) {
    const made = changeEdits(config, change);
    if (!made) return undefined;
    edits.push(...made);
  }
  return doesWhatIsSaid(config, edits, inConfig) ? edits : undefined;
}

function doesWhatIsSaid(config: WrittenConfig, edits: readonly TextEdit[], changes: readonly ConfigChange[]): boolean {
  const text = applyEdits(config.text, edits);
  if (text === undefined) return false;
  // A text that cannot be read yet says nothing that could be compared.
  if (changes.every(({ kind }) => kind === 'rewrite')) return true;
  const [wanted, said] = [knownValuesOf(config), valuesOf(text)];
  return wanted !== undefined && said !== undefined && changeValues(wanted, changes) && isDeepStrictEqual(wanted, said);
}

const known = new WeakMap<WrittenConfig, object | undefined>();

/** A copy of what the config says, read once. */
function knownValuesOf(config: WrittenConfig): unknown {
  if (!known.has(config)) known.set(config, valuesOf(config.text));
  return plainCopy(known.get(config));
}

/** What a config's text says; undefined where it cannot be read. */
function valuesOf(text: string): object | undefined {
  const source = text.replace(/^\uFEFF/, '');
  if (guardText(source, '')) return undefined;
  const { document, lines } = composeYaml(source);
  if (document.errors.length > 0 || checkAliases(document, '', lines).length > 0) return undefined;
  try {
    const values = plainCopy(document.toJS({ maxAliasCount: -1 }));
    return values !== null && typeof values === 'object' ? values : undefined;
  } catch {
    // A merge key (`<<`) of something that is no group of keys.
    return undefined;
  }
}
