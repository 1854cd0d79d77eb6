import type { Position, Range } from 'vscode-languageserver/node';
import { cellAt } from '../../core/dataframe/cell-at.ts';
import { dataframePath } from '../../core/language/config-view.ts';
import { nameAt, nameInCell, type SharedName } from '../../core/language/rename.ts';
import { rangeOf } from '../diagnostics.ts';
import type { FeatureContext } from '../feature.ts';
import type { OpenConfig } from '../open-config.ts';
import { pathOfUri } from '../uris.ts';
import { refusal } from './refusal.ts';
import { whyNotEdited } from './why-not-edited.ts';

/** A name that is to be renamed, where the cursor is. */
export interface Renamed {
  readonly name: SharedName;
  readonly range: Range;
  /** The dataframe that has it too. */
  readonly dataframe: string | undefined;
  /** A config that reads the dataframe; undefined where the cursor is in the dataframe. */
  readonly config: OpenConfig | undefined;
}

/** The name at a place of a config or of a dataframe; undefined where there is none. Rejects with a refusal where its dataframe cannot be edited. */
export async function renamedAt(
  context: FeatureContext,
  uri: string,
  position: Position,
  signal: AbortSignal,
): Promise<Renamed | undefined> {
  const config = await context.configs.get(uri);
  const renamed = config ? inConfig(config, position) : await inDataframe(context, uri, position, signal);
  if (!renamed?.dataframe) return renamed;
  const reason = await whyNotEdited(context, renamed.dataframe, renamed.name, signal);
  if (reason !== undefined) throw refusal(reason);
  return renamed;
}

function inConfig(config: OpenConfig, position: Position): Renamed | undefined {
  const found = nameAt(config, config.offsetAt(position));
  return found && { name: found.name, range: config.rangeOf(found.span), dataframe: dataframePath(config), config };
}

async function inDataframe(
  { knownConfigs, openDataframes }: FeatureContext,
  uri: string,
  { line, character }: Position,
  signal: AbortSignal,
): Promise<Renamed | undefined> {
  const dataframe = pathOfUri(uri);
  const open = dataframe === undefined ? undefined : openDataframes.at(dataframe);
  if (dataframe === undefined || !open) return undefined;
  const readers = await knownConfigs.readersOf(dataframe, signal);
  if (readers.length === 0) return undefined;
  const place = { line: line + 1, column: character + 1 };
  const cell = await cellAt(dataframe, place, { content: open.content, signal });
  if (!cell) return undefined;
  const name = nameInCell(
    readers.map(({ config }) => config),
    cell,
  );
  if ('reason' in name) throw refusal(name.reason);
  return { name, range: rangeOf({ file: dataframe, range: cell.range }), dataframe, config: undefined };
}
