import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import { indexDataframe } from '../../core/dataframe/index-dataframe.ts';
import { quote } from '../../core/findings/words.ts';
import type { SharedName } from '../../core/language/rename.ts';
import { bytes, count, counted } from '../../core/words.ts';
import { MOST_CELLS } from '../cell-edits.ts';
import type { FeatureContext } from '../feature.ts';

/** VS Code keeps the text of larger files from extensions, so that no edit of them could be trusted. */
const MOST_BYTES = 50 * 1024 * 1024;

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
  if (index.columns.some(({ header }) => header === undefined)) {
    return `${csv} is a Parquet file, which has no text to edit: rename ${quote(name.name)} where it was made.`;
  }
  const problem = index.problems.find(({ fatal, code }) => fatal || code === 'ragged-row');
  if (problem) return `Some rows of ${csv} cannot be read, and would keep the old name. ${problem.message}`;
  const size = context.openDataframes.at(file)?.content.length ?? (await stat(file)).size;
  if (size > MOST_BYTES) {
    return `${csv} has ${bytes(size)}, and editors change no file above ${bytes(MOST_BYTES)}: rename ${quote(name.name)} where it was made.`;
  }
  const cells = cellsWith(index, name);
  return cells > MOST_CELLS
    ? `${counted(cells, 'cell')} of ${csv} say ${quote(name.name)}, and an editor changes no more than ${count(MOST_CELLS)} at a time: rename it where the file was made.`
    : undefined;
}

/** The index of the dataframe as it is in the editor. */
export async function indexOf(
  { dataframes, openDataframes }: FeatureContext,
  file: string,
  signal: AbortSignal,
): Promise<DataframeIndex> {
  const content = (await openDataframes.unsaved(file))?.content;
  return (await dataframes.get(file)) ?? indexDataframe(file, { content, signal });
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
