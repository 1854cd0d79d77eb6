import type { Column } from '../dataframe/dataframe.ts';

/** What a new config.yml will say. */
export interface InitPlan {
  /** As the config writes it, with forward slashes. */
  readonly dataframe: string;
  readonly imageColumn: string;
  readonly tasks: readonly TaskPlan[];
  /** The column with train, val or test in every row. */
  readonly splitColumn?: string;
  readonly batchSize: number;
}

export interface TaskPlan {
  readonly name: string;
  readonly labels: readonly { readonly label: string; readonly rows: number }[];
  /** Rows without a label. */
  readonly empty: number;
}

/** The reference project's; smaller only where there are fewer training rows. */
export const BATCH_SIZE = 32;

/** A task of the labels of a column, in the order of the alphabet and of numbers. */
export function taskOf({ name, values, empty }: Pick<Column, 'name' | 'values' | 'empty'>): TaskPlan {
  const labels = [...values].map(([label, { count }]) => ({ label, rows: count }));
  return { name, labels: labels.sort((a, b) => byLabel(a.label, b.label)), empty: empty.count };
}

const collator = new Intl.Collator('en', { numeric: true });

/** Labels that the collator holds for equal are still apart. */
function byLabel(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}
