import type { Column } from '../dataframe/dataframe.ts';
import { firstFew, sentenceList } from '../findings/words.ts';
import { bytes, count, counted } from '../words.ts';
import { describeExpected } from '../yaml/describe.ts';
import { type Bar, barChart, rowsWithValue, share } from './bars.ts';
import { pathOf, whatStandsAt } from './config-paths.ts';
import {
  type ConfigWithData,
  dataframePath,
  type Labelled,
  type LabelRows,
  labelAt,
  schemaOf,
  type WrittenTask,
  writtenTasks,
} from './config-view.ts';
import { entropyOf } from './entropy.ts';
import { nodeUnder } from './find.ts';
import { codeBlock, codeSpan } from './markdown.ts';
import type { OutlineNode, Span } from './outline.ts';
import { isAbout } from './places.ts';
import { isNamedKey, schemaAt } from './schema.ts';

export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
  /** What it is about, where that is a label. */
  readonly labelled?: Labelled;
}

/** More labels than fit in a window are summed up in one line. */
const MOST_BARS = 30;
/** Of the rows with a label. */
const SHOWN_ROWS = 3;

/** What is known of the word at the offset: keys by the contract, tasks, labels, columns and paths by the data. */
export async function hover(config: ConfigWithData, offset: number): Promise<Hover | undefined> {
  const found = nodeUnder(config.outline, offset);
  if (!found) return undefined;
  const { node, part, span } = found;
  const labelled = part === 'value' ? labelAt(config, node) : undefined;
  if (labelled) return { span, text: labelText(config, labelled), labelled };
  const task = taskAt(config, node, part);
  if (task) return { span, text: taskText(config, task) };
  const text = part === 'key' ? keyText(config, node) : await valueText(config, node);
  return text === undefined ? undefined : { span, text };
}

/** The task that the node names: by its key, in `target`, or with a weight. */
function taskAt(config: ConfigWithData, node: OutlineNode, part: 'key' | 'value'): WrittenTask | undefined {
  return writtenTasks(config).find((task) => (part === 'key' && task.node === node) || isAbout(task.node, node));
}

function keyText(config: ConfigWithData, node: OutlineNode): string | undefined {
  const schema = schemaOf(config.kind);
  if (!isNamedKey(schema, node.path)) return undefined;
  const key = schemaAt(schema, node.path);
  const isRequired = schemaAt(schema, node.path.slice(0, -1))?.required?.includes(String(node.path.at(-1)));
  const facts = [
    ...(isRequired ? ['Required.'] : []),
    ...(key?.properties || key?.const ? [] : [`Write ${describeExpected(key ?? {})}.`]),
  ];
  return [`**${node.path.join('.')}**`, key?.description ?? '', facts.join(' ')].filter(Boolean).join('\n\n');
}

function taskText(config: ConfigWithData, { task, labels }: WrittenTask): string {
  const head = `**${codeSpan(task)}** · a head with ${counted(labels.length, 'output')}, one per label`;
  const column = columnNamed(config, task);
  if (!column) return [head, whyNoColumn(config, task)].join('\n\n');
  const bars = labels.map(({ label }) => ({ label, rows: rowsWithValue(column, label) }));
  const labelled = bars.reduce((sum, { rows }) => sum + rows, 0);
  const rows = config.dataframe?.rows ?? 0;
  const empty = column.empty.count > 0 ? `, ${count(column.empty.count)} empty` : '';
  const facts = `${count(labelled)} of ${counted(rows, 'row')} labelled${empty}.${entropyText(bars)}`;
  const shown = bars.slice(0, MOST_BARS);
  const more = bars.length > shown.length ? `\n\nand ${counted(bars.length - shown.length, 'more label')}` : '';
  return [head, facts, ...(shown.length > 0 ? [codeBlock(barChart(shown, labelled)) + more] : [])].join('\n\n');
}

function entropyText(bars: readonly Bar[]): string {
  const counts = bars.map(({ rows }) => rows);
  if (counts.length < 2 || counts.every((rows) => rows === 0)) return '';
  return ` Entropy ${entropyOf(counts).toFixed(2)} of at most ${Math.log2(counts.length).toFixed(2)} bits.`;
}

async function valueText(config: ConfigWithData, node: OutlineNode): Promise<string | undefined> {
  const path = pathOf(config, node);
  if (path) return pathText(config, path.file);
  if (config.kind === 'config' && COLUMN_KEYS.has(node.path.join('.')) && node.text)
    return columnText(config, node.text);
  return undefined;
}

/** Keys of config.yml whose value is the name of a column. */
const COLUMN_KEYS = new Set(['model.paths', 'model.split_column']);

function labelText(config: ConfigWithData, { task, label }: Labelled): string {
  const head = `**${codeSpan(label)}** · label of ${codeSpan(task)}`;
  const column = columnNamed(config, task);
  if (!column) return [head, whyNoColumn(config, task)].join('\n\n');
  const value = column.values.get(label);
  if (!value) {
    return [
      head,
      column.complete ? 'No row has this label.' : 'None of the rows that were counted has this label.',
    ].join('\n\n');
  }
  const labelled = (config.dataframe?.rows ?? 0) - column.empty.count;
  const first = sentenceList(value.first.slice(0, SHOWN_ROWS).map(({ row }) => count(row)));
  const rows = `${counted(value.count, 'row')}, ${share(value.count, labelled)} of those with a label. First: row ${first}.`;
  return [head, `${rows}${partsText(config.labelRows?.get(task)?.get(label))}`].join('\n\n');
}

function partsText(rows: LabelRows | undefined): string {
  if (!rows) return '';
  const { training, validation, test } = rows;
  const parts = [
    `${count(training)} ${training === 1 ? 'trains' : 'train'}`,
    `${count(validation)} ${validation === 1 ? 'validates' : 'validate'}`,
    ...(test > 0 ? [`${count(test)} ${test === 1 ? 'tests' : 'test'}`] : []),
  ];
  return ` ${parts.join(', ')}.`;
}

function columnText(config: ConfigWithData, name: string): string {
  const column = columnNamed(config, name);
  const head = `**${codeSpan(name)}** · column of the dataframe`;
  if (!column) return [head, whyNoColumn(config, name)].join('\n\n');
  const values = `${column.complete ? '' : 'over '}${counted(column.values.size, 'different value')}`;
  const examples = [...column.values.keys()].slice(0, 3).map(codeSpan);
  const empty = column.empty.count > 0 ? `, ${counted(column.empty.count, 'empty cell')}` : '';
  return [head, `${values}${empty}.${examples.length > 0 ? ` Such as ${firstFew(examples)}.` : ''}`].join('\n\n');
}

async function pathText(config: ConfigWithData, file: string): Promise<string> {
  const found = await whatStandsAt(file);
  const head = codeBlock(file);
  if (!found) return `${head}\n\nNothing stands there.`;
  const modified = `changed ${found.modified.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (found.kind === 'folder') return `${head}\n\nA folder, ${modified}.`;
  const { dataframe } = config;
  const rows =
    file === dataframePath(config) && dataframe?.columns.length
      ? `, ${counted(dataframe.rows, 'row')}, ${counted(dataframe.columns.length, 'column')}`
      : '';
  return `${head}\n\n${bytes(found.size)}${rows}, ${modified}.`;
}

function columnNamed({ dataframe }: ConfigWithData, name: string): Column | undefined {
  return dataframe?.columns.find((column) => column.name === name);
}

function whyNoColumn({ dataframe }: ConfigWithData, name: string): string {
  if (!dataframe) return 'The dataframe is not read yet.';
  if (dataframe.columns.length === 0) return 'The dataframe cannot be read.';
  const columns = firstFew(
    dataframe.columns.map((column) => codeSpan(column.name)),
    10,
  );
  return `The dataframe has no column ${codeSpan(name)}. It has ${columns}.`;
}
