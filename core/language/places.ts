import { resolve } from 'node:path';
import type { Location } from '../../schemas/types/finding.ts';
import type { Column, DataframeIndex, ValueCount } from '../dataframe/dataframe.ts';
import { pathOf, whatStandsAt } from './config-paths.ts';
import { type ConfigWithData, labelAt, type WrittenTask, writtenTasks } from './config-view.ts';
import { followed, nodeAt, nodeUnder } from './find.ts';
import type { OutlineNode, Span } from './outline.ts';

/** A place in the config itself, or in another file. */
export type Place = { readonly span: Span } | { readonly location: Location };

/**
 * Where the word at the offset comes from: a label's first row, a column's header, the file at a path, the task that a target or weight is about, the
 * group that a dataset models.
 */
export async function definition(config: ConfigWithData, offset: number): Promise<Place[]> {
  const found = nodeUnder(config.outline, offset);
  if (!found) return [];
  const { node, part } = found;
  if (part === 'value') {
    const path = pathOf(config, node);
    if (path) return (await whatStandsAt(path.file))?.kind === 'file' ? [{ location: { file: path.file } }] : [];
  }
  const labelled = labelAt(config, node);
  if (labelled) return rowsOf(config, labelled.task, labelled.label).slice(0, 1);
  const column = columnAt(config, node, part);
  if (column !== undefined) return headerOf(config, column);
  return groupAt(config, node, part);
}

/** Everywhere that the label or task at the offset is written: in the config, and in the first of the rows. */
export function references(config: ConfigWithData, offset: number): Place[] {
  const found = nodeUnder(config.outline, offset);
  if (!found) return [];
  const labelled = labelAt(config, found.node);
  if (labelled) return [{ span: found.span }, ...rowsOf(config, labelled.task, labelled.label)];
  const task = writtenTasks(config).find(({ node }) => node === found.node || isAbout(node, found.node));
  return task ? [...mentionsOf(config, task), ...headerOf(config, task.task)] : [];
}

/** The column that is named at the node: by a task, by `paths` or by `split_column`. */
function columnAt(config: ConfigWithData, node: OutlineNode, part: 'key' | 'value'): string | undefined {
  if (config.kind !== 'config') return undefined;
  if (part === 'key') return writtenTasks(config).find((task) => task.node === node)?.task;
  const key = node.path.join('.');
  return key === 'model.paths' || key === 'model.split_column' ? node.text : undefined;
}

/** The task that a target or a weight is about; the group that is to be modelled. */
function groupAt(config: ConfigWithData, node: OutlineNode, part: 'key' | 'value'): Place[] {
  const aggregation = nodeAt(config.outline, ['categories', 'aggregation']);
  const groups =
    config.kind === 'config'
      ? writtenTasks(config).map((task) => task.node)
      : aggregation
        ? followed(aggregation).children
        : [];
  const name = part === 'key' ? undefined : node.text;
  const isModelled = config.kind === 'dataset' && node.path[1] === 'to_model';
  const meant = groups.find((group) => (isModelled ? String(group.path.at(-1)) === name : isAbout(group, node)));
  return meant?.key ? [{ span: meant.key }] : [];
}

/** Whether the node is an entry of `target`, or a key of a group of weights, about the task. */
export function isAbout(task: OutlineNode, { path, text }: OutlineNode): boolean {
  const name = String(task.path.at(-1));
  if (path[0] !== 'model' || path.length !== 3) return false;
  if (path[1] === 'target') return text === `${name}_encoded`;
  return (path[1] === 'loss_weights' || path[1] === 'class_weights') && path[2] === name;
}

function mentionsOf({ outline }: ConfigWithData, { node }: WrittenTask): Place[] {
  const groups = ['target', 'loss_weights', 'class_weights'].flatMap((key) => {
    const group = nodeAt(outline, ['model', key]);
    return group ? followed(group).children : [];
  });
  const spans = groups.filter((entry) => isAbout(node, entry)).flatMap(({ key, value }) => key ?? value ?? []);
  return [...(node.key ? [node.key] : []), ...spans].map((span) => ({ span }));
}

function headerOf({ dataframe }: ConfigWithData, name: string): Place[] {
  const column = columnNamed(dataframe, name);
  if (!dataframe || !column) return [];
  return [{ location: { file: resolve(dataframe.file), ...(column.header && { range: column.header }) } }];
}

/** The first rows with the label; a Parquet file has no lines to go to. */
function rowsOf({ dataframe }: ConfigWithData, task: string, label: string): Place[] {
  const value: ValueCount | undefined = columnNamed(dataframe, task)?.values.get(label);
  return (value?.first ?? []).flatMap(({ row, line }) => {
    if (line === undefined) return [];
    const start = { line, column: 1 };
    return [{ location: { file: resolve(dataframe?.file ?? ''), row, range: { start, end: start } } }];
  });
}

function columnNamed(dataframe: DataframeIndex | undefined, name: string): Column | undefined {
  return dataframe?.columns.find((column) => column.name === name);
}
