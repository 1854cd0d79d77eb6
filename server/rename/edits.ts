import { basename } from 'node:path';
import type { DataframeIndex } from '../../core/dataframe/dataframe.ts';
import { type FoundCell, findCellsOfEach } from '../../core/dataframe/find-cells.ts';
import { quote } from '../../core/findings/words.ts';
import { isTaskName } from '../../core/init/guess-columns.ts';
import { renameEdits, type SharedName, takenIn, withSharedLists } from '../../core/language/rename.ts';
import { counted } from '../../core/words.ts';
import { editsOfCells, MOST_CELLS } from '../cell-edits.ts';
import type { FeatureContext } from '../feature.ts';
import type { KnownConfig } from '../known-configs.ts';
import type { FileEdits } from '../workspace-edits.ts';
import { refusal } from './refusal.ts';
import type { Renamed } from './renamed-at.ts';
import { hasFile, whyNotEdited } from './why-not-edited.ts';

/** The edits of every config that reads the dataframe, and of the dataframe. Rejects with a refusal where the new name cannot be. */
export async function editsOfRename(
  context: FeatureContext,
  { name: renamed, dataframe, config }: Renamed,
  newName: string,
  signal: AbortSignal,
): Promise<FileEdits[]> {
  const readers = await readersOf(context, { dataframe, config }, signal);
  const views = readers.map((reader) => reader.config);
  const name = withSharedLists(renamed, views);
  if (newName === name.name) return [];
  const reason = whyNoName(name, newName) ?? whyTaken(readers, name, newName);
  if (reason !== undefined) throw refusal(reason);
  const inConfigs = readers.map(({ config, isOpen }) => ({
    uri: config.uri,
    version: isOpen ? config.version : null,
    edits: renameEdits(config, name, newName).map((edit) => ({ range: config.rangeOf(edit), newText: edit.text })),
  }));
  const inCells = dataframe === undefined ? [] : await editsOfName(context, dataframe, name, newName, signal);
  return [...inConfigs, ...inCells].filter(({ edits }) => edits.length > 0);
}

/** The configs that share the name: those that read the dataframe, or, where none is named, the one with the cursor. */
async function readersOf(
  { knownConfigs }: FeatureContext,
  { dataframe, config }: Pick<Renamed, 'dataframe' | 'config'>,
  signal: AbortSignal,
): Promise<readonly KnownConfig[]> {
  if (dataframe !== undefined) return knownConfigs.readersOf(dataframe, signal);
  return config ? [{ config, isOpen: true }] : [];
}

/** Why no label, or no column, is called so. */
function whyNoName({ kind }: SharedName, newName: string): string | undefined {
  const what = kind === 'label' ? 'label' : 'column';
  if (newName.trim() === '') return `A ${what} needs a name: the new one is empty.`;
  if (/\p{Cc}/u.test(newName))
    return `No ${what} is called ${quote(newName)}: a name has no line breaks, tabs or other control characters.`;
  return kind === 'label' || isTaskName(newName) ? undefined : `No task can be called ${quote(newName)}.`;
}

function whyTaken(readers: readonly KnownConfig[], name: SharedName, newName: string): string | undefined {
  for (const { config } of readers) {
    const reason = takenIn(config, name, newName);
    if (reason !== undefined) return `${basename(config.place.configFile)}: ${reason}`;
  }
  return undefined;
}

async function editsOfName(
  context: FeatureContext,
  file: string,
  name: SharedName,
  newName: string,
  signal: AbortSignal,
): Promise<FileEdits[]> {
  const index = await context.dataframes.read(file, signal);
  if (!hasFile(index)) return [];
  const reason = (await whyNotEdited(context, file, name, signal)) ?? whyTakenInCells(index, name, newName);
  if (reason !== undefined) throw refusal(reason);
  const open = context.openDataframes.at(file);
  const cells = await cellsOf(file, name, { content: open?.content, signal });
  if (cells.length > MOST_CELLS) throw refusal(`${basename(file)} was changed since: look at it once more.`);
  const renamed = cells.map(({ range }) => ({ range, text: newName }));
  const label = `Rename ${quote(name.name)} in ${counted(cells.length, 'cell')} of ${basename(file)}`;
  return [editsOfCells(context.openDataframes, file, renamed, label)];
}

/** Why cells with the new name could not be told from others. */
function whyTakenInCells({ file, columns }: DataframeIndex, name: SharedName, newName: string): string | undefined {
  const csv = basename(file);
  if (name.kind === 'column') {
    const isTaken = columns.some((column) => column.name === newName);
    return isTaken ? `${csv} has a column ${quote(newName)} already.` : undefined;
  }
  const ofTasks = columns.filter((column) => name.tasks.includes(column.name));
  const rows = ofTasks.reduce((sum, { values }) => sum + (values.get(newName)?.count ?? 0), 0);
  if (rows === 0) return undefined;
  return `${counted(rows, 'row')} of ${csv} ${rows === 1 ? 'says' : 'say'} ${quote(newName)} already, and could not be told from the renamed ones.`;
}

/** The cells that say the name: the column's header, or those of the label's tasks. */
async function cellsOf(
  file: string,
  name: SharedName,
  options: { content: Uint8Array | undefined; signal: AbortSignal },
): Promise<FoundCell[]> {
  const wanted =
    name.kind === 'column'
      ? [{ column: name.name, values: new Set<string>() }]
      : name.tasks.map((task) => ({ column: task, values: new Set([name.name]) }));
  const limit = name.kind === 'column' ? 1 : MOST_CELLS + 1;
  return (await findCellsOfEach(file, wanted, { ...options, limit, header: name.kind === 'column' })).flat();
}
