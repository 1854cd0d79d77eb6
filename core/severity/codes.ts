import { datasetRules } from '../dataset-config/rules/rules.ts';
import { nearestAmong } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';
import { rules } from '../rules/rules.ts';

/** What reading finds, before any rule looks: of a config's text, a dataframe's file, a dataset's lists, and comments that silence. */
const READING_CODES = [
  'alias-bomb',
  'alias-cycle',
  'alias-unknown',
  'attribute-groups',
  'attribute-twice',
  'attribute-value',
  'binary-dataframe',
  'box-corners',
  'box-empty',
  'box-outside',
  'broken-quote',
  'cannot-silence',
  'category-number',
  'config-binary',
  'config-empty',
  'config-encoding',
  'config-kind',
  'config-line-ends',
  'config-missing',
  'config-nesting',
  'config-too-large',
  'damaged-dataframe',
  'duplicate-column',
  'duplicate-key',
  'duplicate-label',
  'empty-dataframe',
  'encrypted-dataframe',
  'group-name',
  'image-path',
  'label-not-text',
  'list-binary',
  'list-count',
  'list-empty',
  'list-encoding',
  'list-header',
  'list-lengths',
  'list-missing',
  'list-name-twice',
  'list-row',
  'list-too-large',
  'list-unreadable',
  'merge-key',
  'missing-dataframe',
  'missing-key',
  'more-findings',
  'no-group',
  'no-task',
  'not-a-choice',
  'one-label',
  'out-of-range',
  'path-escape',
  'ragged-row',
  'row-too-long',
  'several-documents',
  'tab-indent',
  'task-name',
  'undecodable-text',
  'unknown-code',
  'unknown-key',
  'unreadable-dataframe',
  'unsupported-dataframe',
  'wrong-length',
  'wrong-separator',
  'wrong-type',
  'yaml-syntax',
];

/** The code of everything that a check can find, in alphabetical order. */
export const CODES: readonly string[] = [
  ...new Set([...READING_CODES, ...rules.map(({ code }) => code), ...datasetRules.map(({ code }) => code)]),
].sort();

const lowerable = new Set(rules.filter(({ mayBeLowered }) => mayBeLowered).map(({ code }) => code));

/** Whether an error with the code is one that training could do without, so that it is a person's to judge. */
export const mayBeLowered = (code: string): boolean => lowerable.has(code);

const nearestCode = nearestAmong(CODES);

/** A sentence about a code that no diagnostic has, and the one that was meant. */
export function aboutUnknownCode(code: string): { message: string; suggestion: string | undefined } {
  const suggestion = nearestCode(code);
  const help =
    suggestion === undefined ? 'The code of each stands behind its message.' : `Did you mean ${quote(suggestion)}?`;
  return { message: `No diagnostic is called ${quote(code)}. ${help}`, suggestion };
}
