import { basename } from 'node:path';
import { addLines } from '../fixes/block-edits.ts';
import { addInBrackets } from '../fixes/flow-edits.ts';
import { beforeOnLine, endOfLine, lineBreakAt } from '../fixes/lines.ts';
import { applyEdits, type TextEdit } from '../fixes/text-edit.ts';
import { writtenValue } from '../fixes/written-value.ts';
import { guessColumns } from '../init/guess-columns.ts';
import { type TaskPlan, taskOf } from '../init/plan.ts';
import { counted } from '../words.ts';
import { type ConfigWithData, writtenTasks } from './config-view.ts';
import { nodeAt, nodeUnder, textAt } from './find.ts';
import { type OutlineNode, outlineOf } from './outline.ts';

/** Tasks that columns of the dataframe could be, put into the config. */
export interface Extraction {
  /** What it does, as a button says it. */
  readonly title: string;
  /** Whether the config has tasks already, which stay as they are. */
  readonly adds: boolean;
  readonly edits: readonly TextEdit[];
}

const ENCODER = 'target_encoder';

/**
 * Makes a task of every column of the dataframe whose cells look like labels and that the config does not use yet; undefined where there is none, and
 * unless the offset is at `target_encoder` or, while there is none, at the keys of `model`.
 */
export function extractTargetEncoder(config: ConfigWithData, offset: number): Extraction | undefined {
  const model = config.kind === 'config' ? nodeAt(config.outline, ['model']) : undefined;
  if (model?.kind !== 'map' || !isMeant(config, offset)) return undefined;
  const tasks = unusedTasks(config);
  const edits = tasks.length > 0 ? editsOf(config, model, tasks.map(entryOf)) : undefined;
  if (!edits || !nowHas(config, edits, tasks)) return undefined;
  const adds = writtenTasks(config).length > 0;
  const column = `${adds ? 'other ' : ''}label-like column`;
  const many = tasks.length === 1 ? column : counted(tasks.length, column);
  const columns = `the ${many} of ${basename(config.dataframe?.file ?? '')}`;
  return { title: adds ? `Add ${columns} to ${ENCODER}` : `Extract ${ENCODER} from ${columns}`, adds, edits };
}

function isMeant({ outline }: ConfigWithData, offset: number): boolean {
  const path = nodeUnder(outline, offset)?.node.path ?? [];
  if (path[0] !== 'model' || path.length > 2) return false;
  return path[1] === ENCODER || !nodeAt(outline, ['model', ENCODER]);
}

function unusedTasks(config: ConfigWithData): TaskPlan[] {
  const { dataframe, outline } = config;
  if (!dataframe) return [];
  const used = new Set([
    textAt(outline, ['model', 'paths']),
    textAt(outline, ['model', 'split_column']),
    ...writtenTasks(config).map(({ task }) => task),
  ]);
  // Which column names the images the config says itself; what files there are need not be asked.
  return guessColumns(dataframe, () => false)
    .filter(({ role, column }) => role === 'labels' && !used.has(column.name))
    .map(({ column }) => taskOf(column));
}

const entryOf = ({ name, labels }: TaskPlan): string =>
  `${writtenValue(name)}: ${writtenValue(labels.map(({ label }) => label))}`;

function editsOf({ text, outline }: ConfigWithData, model: OutlineNode, entries: string[]): TextEdit[] | undefined {
  const encoder = nodeAt(outline, ['model', ENCODER]);
  const inBraces = `{ ${entries.join(', ')} }`;
  if (!encoder) {
    return model.flow
      ? addInBrackets(text, model, [`${ENCODER}: ${inBraces}`])
      : addLines(text, model, [`${ENCODER}:${linesBelow(text, model.children[0], entries)}`]);
  }
  if (encoder.kind === 'map') return (encoder.flow ? addInBrackets : addLines)(text, encoder, entries);
  const { key } = encoder;
  if (encoder.kind !== 'empty' || !key) return undefined;
  const at = model.flow ? text.indexOf(':', key.to) + 1 : endOfLine(text, key.to);
  return [{ from: at, to: at, text: model.flow ? ` ${inBraces}` : linesBelow(text, encoder, entries) }];
}

/** The entries on lines of their own, one step further in than the key of the node. */
function linesBelow(text: string, node: OutlineNode | undefined, entries: readonly string[]): string {
  const indent = node?.key ? beforeOnLine(text, node.key.from) : '';
  const lineBreak = lineBreakAt(text, node?.key?.from ?? 0);
  return entries.map((entry) => `${lineBreak}${indent}  ${entry}`).join('');
}

/** Whether the text with the edits has the tasks, and those that it had before. */
function nowHas(config: ConfigWithData, edits: readonly TextEdit[], tasks: readonly TaskPlan[]): boolean {
  const text = applyEdits(config.text, edits);
  if (text === undefined) return false;
  const wanted = [...writtenTasks(config).map(({ task }) => task), ...tasks.map(({ name }) => name)];
  const written = writtenTasks({ ...config, text, outline: outlineOf(text) }).map(({ task }) => task);
  return written.length === wanted.length && wanted.every((task) => written.includes(task));
}
