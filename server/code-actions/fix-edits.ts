import { basename } from 'node:path';
import type { WorkspaceEdit } from 'vscode-languageserver/node';
import { findCells } from '../../core/dataframe/find-cells.ts';
import { configEdits } from '../../core/fixes/config-edits.ts';
import type { TextEdit as ConfigEdit } from '../../core/fixes/text-edit.ts';
import { counted } from '../../core/words.ts';
import type { Fix, WriteCells } from '../../schemas/types/finding.ts';
import { editsOfCells, MOST_CELLS } from '../cell-edits.ts';
import type { FeatureContext } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';
import { type FileEdits, workspaceEdit } from '../workspace-edits.ts';

export const cellChangesOf = ({ changes }: Fix): WriteCells[] => changes.filter((change) => change.kind === 'cells');

/** The fix as edits; undefined where it would do something else too, or cells that it names are there no more. Reads the dataframe if the fix is about cells. */
export async function editOfFix(
  context: FeatureContext,
  config: OpenConfig,
  fix: Fix,
  signal?: AbortSignal,
): Promise<WorkspaceEdit | undefined> {
  const own = configEdits(config, fix);
  if (!own) return undefined;
  const files: FileEdits[] = own.length > 0 ? [editsOfConfig(config, own)] : [];
  for (const change of cellChangesOf(fix)) {
    const cells = await editsOfChange(context, change, signal);
    if (cells.edits.length === 0) return undefined;
    files.push(cells);
  }
  return workspaceEdit(files, context.client);
}

export function editsOfConfig(config: OpenConfig, edits: readonly ConfigEdit[]): FileEdits {
  const { uri, version } = config;
  return { uri, version, edits: edits.map((edit) => ({ range: config.rangeOf(edit), newText: edit.text })) };
}

async function editsOfChange(
  { openDataframes }: FeatureContext,
  { file, column, row, from, to }: WriteCells,
  signal: AbortSignal | undefined,
): Promise<FileEdits> {
  // What is edited is what the editor shows.
  const open = openDataframes.at(file);
  const options = { content: open?.content, signal };
  const wanted = { column, values: new Set([from]), ...(row !== undefined && { rows: new Set([row]) }) };
  const cells = await findCells(file, wanted, { ...options, limit: row === undefined ? MOST_CELLS : 1 });
  const changed = cells.map(({ range }) => ({ range, text: to }));
  return editsOfCells(openDataframes, file, changed, `Change ${counted(cells.length, 'cell')} of ${basename(file)}`);
}
