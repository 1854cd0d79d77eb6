import { writtenCell } from '../core/dataframe/csv-text.ts';
import type { DataframeIndex } from '../core/dataframe/dataframe.ts';
import type { FoundCell } from '../core/dataframe/find-cells.ts';
import { whatStandsAt } from '../core/language/config-paths.ts';
import { bytes } from '../core/words.ts';
import { rangeOf } from './diagnostics.ts';
import type { FeatureContext } from './feature.ts';
import type { OpenDataframes } from './open-dataframes.ts';
import { uriOfPath } from './uris.ts';
import type { FileEdits } from './workspace-edits.ts';

/** VS Code keeps the text of larger files from extensions, so that no edit of them could be trusted. */
const MOST_BYTES = 50 * 1024 * 1024;

/** An editor takes seconds for more edits at a time, and shows none of them for a while. */
export const MOST_CELLS = 10_000;

/** Why no cell of the dataframe can be edited here, without a subject's name or a full stop; undefined if they can. */
export async function whyNoTextToEdit(
  { openDataframes }: Pick<FeatureContext, 'openDataframes'>,
  file: string,
  { columns }: DataframeIndex,
): Promise<string | undefined> {
  if (columns.some(({ header }) => header === undefined)) return 'it is a Parquet file, which has no text to edit';
  const size = openDataframes.at(file)?.content.length ?? (await whatStandsAt(file))?.size ?? 0;
  return size > MOST_BYTES ? `it has ${bytes(size)}, and editors change no file above ${bytes(MOST_BYTES)}` : undefined;
}

/** The edits that give cells of a CSV file new texts. @param cells As the editor has them where the file is open. */
export function editsOfCells(
  openDataframes: OpenDataframes,
  file: string,
  cells: readonly Pick<FoundCell, 'range' | 'text'>[],
  label: string,
): FileEdits {
  const open = openDataframes.at(file);
  return {
    uri: open?.uri ?? uriOfPath(file),
    version: open?.version ?? null,
    edits: cells.map(({ range, text }) => ({ range: rangeOf({ file, range }), newText: writtenCell(text) })),
    label,
  };
}
