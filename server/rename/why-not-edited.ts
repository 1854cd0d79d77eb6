import { basename } from 'node:path';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import { quote } from '../../core/findings/words.ts';
import type { SharedName } from '../../core/language/rename.ts';
import { count, counted } from '../../core/words.ts';
import { MOST_CELLS, whyNoTextToEdit } from '../cell-edits.ts';
import { type FeatureContext, indexOf } from '../feature.ts';

/** Why the cells that have the name cannot be edited, in a sentence; undefined if they can, or if there is no such file. */
export async function whyNotEdited(
  context: FeatureContext,
  file: string,
  name: SharedName,
  signal: AbortSignal,
): Promise<string | undefined> {
  const index = await indexOf(context, file, signal);
  if (!hasFile(index)) return undefined;
  const csv = basename(file);
  const reason = await whyNoTextToEdit(context, file, index);
  if (reason !== undefined)
    return `${csv} cannot be edited here: ${reason}. Rename ${quote(name.name)} where it was made.`;
  const problem = index.problems.find(({ fatal, code }) => fatal || code === 'ragged-row');
  if (problem) return `Some rows of ${csv} cannot be read, and would keep the old name. ${problem.message}`;
  const cells = cellsWith(index, name);
  return cells > MOST_CELLS
    ? `${counted(cells, 'cell')} of ${csv} say ${quote(name.name)}, and an editor changes no more than ${count(MOST_CELLS)} at a time: rename it where the file was made.`
    : undefined;
}

export function hasFile({ problems }: DataframeIndex): boolean {
  return problems.every(({ code }) => code !== 'missing-dataframe');
}

function cellsWith({ columns }: DataframeIndex, name: SharedName): number {
  if (name.kind === 'column') return 1;
  return name.tasks.reduce((sum, task) => {
    const column = columns.find((column) => column.name === task);
    return sum + (column?.values.get(name.name)?.count ?? 0);
  }, 0);
}
