import type { Fix } from '../../../schemas/types/finding.ts';
import type { Column, ValueCount } from '../../dataframe/dataframe.ts';
import { addEntries, preferred, write, writeCells } from '../../findings/fixes.ts';
import { quote } from '../../findings/words.ts';
import { counted } from '../../words.ts';

/** A label of the rows that the config does not list, with the one that it probably is. */
export interface MeantLabel {
  /** In the dataframe. */
  readonly value: string;
  /** The nearest one that the config lists. */
  readonly label: string;
}

/** A listed label that no row has, where several rows agree on another spelling, is itself the misspelt one; otherwise the rows are. */
export function isMisspeltInConfig({ value, label }: MeantLabel, values: Column['values']): boolean {
  return !values.has(label) && (values.get(value)?.count ?? 0) > 1;
}

/** Of each kind; more buttons are not read. */
const MOST_FIXES = 3;
/** A column with more labels that are not listed is none that a task learns. */
const MOST_ADDED = 100;

/** What to do about labels that the config does not list, the commonest first: correct, list or empty them. */
export function unknownLabelFixes(
  { file, task, labels, column }: { file: string; task: string; labels: readonly string[]; column: Column },
  found: {
    unknown: readonly (readonly [string, ValueCount])[];
    meant: readonly MeantLabel[];
    /** Words that stand for a missing value. */
    missing: readonly string[];
  },
): Fix[] {
  const path = ['model', 'target_encoder', task];
  const cells = (from: string, to: string) =>
    writeCells({ file, column: task, from, to, count: column.values.get(from)?.count ?? 1 });
  const corrected = found.meant.slice(0, MOST_FIXES).map((pair) => {
    const fix = isMisspeltInConfig(pair, column.values)
      ? write([...path, labels.indexOf(pair.label)], pair.value)
      : cells(pair.value, pair.label);
    return pair.value === found.unknown[0]?.[0] ? preferred(fix) : fix;
  });
  const addable = found.unknown.map(([value]) => value).filter((value) => !found.missing.includes(value));
  const added = addable.slice(0, MOST_FIXES).map((value) => addEntries(path, [value], quote(value)));
  const all =
    addable.length > 1 && addable.length <= MOST_ADDED && column.complete
      ? [addEntries(path, addable, `all ${counted(addable.length, 'label')} of the column`)]
      : [];
  const emptied = found.missing.slice(0, MOST_FIXES).map((value) => cells(value, ''));
  return [...corrected, ...added, ...all, ...emptied];
}
