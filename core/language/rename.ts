import type { NamedCell } from '../dataframe/cell-at.ts';
import { quote } from '../findings/words.ts';
import type { TextEdit } from '../fixes/text-edit.ts';
import { rewriteText } from '../fixes/written-value.ts';
import type { ConfigView } from './config-view.ts';
import { writtenTasks } from './config-view.ts';
import { followed, nodeAt, nodeUnder } from './find.ts';
import type { OutlineNode, Span } from './outline.ts';

/** A name that configs and a dataframe share: a label of some tasks, or a column, which may be a task, the image column or the split column. */
export type SharedName =
  | { readonly kind: 'label'; readonly tasks: readonly string[]; readonly name: string }
  | { readonly kind: 'column'; readonly name: string };

/** The name that the config writes at the offset. */
export function nameAt(config: ConfigView, offset: number): { name: SharedName; span: Span } | undefined {
  const found = config.kind === 'config' ? nodeUnder(config.outline, offset) : undefined;
  if (!found) return undefined;
  const { node, span } = found;
  const tasks = tasksListing(config, (label) => label === node);
  if (tasks.length > 0) return { name: { kind: 'label', tasks, name: node.text as string }, span };
  // What begins with the first task may be all of them, where the offset is in the blanks between.
  const column = columnNames(config).find((mention) => mention.span.from === span.from && mention.span.to === span.to);
  return column && { name: { kind: 'column', name: column.name }, span };
}

/** The name that a cell of a CSV file writes, by what the configs that read it name; or why it is none, in a sentence. */
export function nameInCell(
  configs: readonly ConfigView[],
  { row, column, text }: NamedCell,
): SharedName | { readonly reason: string } {
  if (row === 0) {
    const isNamed = configs.some((config) => columnNames(config).some(({ name }) => name === text));
    return isNamed ? { kind: 'column', name: text } : { reason: `No config names the column ${quote(text)}.` };
  }
  if (!configs.some((config) => writtenTasks(config).some(({ task }) => task === column))) {
    return { reason: `${quote(column)} is no task, so its cells are no labels.` };
  }
  if (text === '') return { reason: 'The cell is empty: there is no label to rename.' };
  return { kind: 'label', tasks: [column], name: text };
}

/** The same name with every task whose list of labels is also the list of another one, by an alias: what changes in one changes in both. */
export function withSharedLists(name: SharedName, configs: readonly ConfigView[]): SharedName {
  if (name.kind === 'column') return name;
  const tasks = new Set(name.tasks);
  for (let size = 0; size < tasks.size; ) {
    size = tasks.size;
    for (const config of configs) {
      const nodes = new Set(labelNodes(config, { ...name, tasks: [...tasks] }));
      for (const task of tasksListing(config, (label) => nodes.has(label))) tasks.add(task);
    }
  }
  return { ...name, tasks: [...tasks] };
}

/** The edits that give the name another text in the config, in the quotes that it has. */
export function renameEdits(config: ConfigView, name: SharedName, newName: string): TextEdit[] {
  const mentions =
    name.kind === 'label'
      ? labelNodes(config, name).flatMap(({ value }) => (value ? [{ span: value, suffix: '' }] : []))
      : columnNames(config).filter((mention) => mention.name === name.name);
  const bySpan = new Map(mentions.map((mention) => [mention.span.from, mention]));
  return [...bySpan.values()].map(({ span, suffix }) => rewriteText(config.text, span, newName + suffix));
}

/** Why the name cannot have the text as far as the config knows, in a sentence; undefined if it can. */
export function takenIn(config: ConfigView, name: SharedName, newName: string): string | undefined {
  if (name.kind === 'column') {
    const isTaken = columnNames(config).some((mention) => mention.name === newName);
    return isTaken ? `The config names ${quote(newName)} already.` : undefined;
  }
  const task = writtenTasks(config).find(
    ({ task, labels }) => name.tasks.includes(task) && labels.some(({ label }) => label === newName),
  )?.task;
  return task === undefined ? undefined : `The task ${quote(task)} lists the label ${quote(newName)} already.`;
}

/** The label's entries in the lists of its tasks. */
function labelNodes(config: ConfigView, { tasks, name }: Extract<SharedName, { kind: 'label' }>): OutlineNode[] {
  return writtenTasks(config)
    .filter(({ task }) => tasks.includes(task))
    .flatMap(({ labels }) => labels.filter(({ label }) => label === name).map(({ node }) => node));
}

/** The tasks in whose lists such an entry stands. */
function tasksListing(config: ConfigView, isMeant: (label: OutlineNode) => boolean): string[] {
  return writtenTasks(config).flatMap(({ task, labels }) => (labels.some(({ node }) => isMeant(node)) ? [task] : []));
}

/** A place at which the config names a column. */
interface ColumnMention {
  readonly name: string;
  readonly span: Span;
  /** What the config writes behind the name. */
  readonly suffix: string;
}

const TASK_GROUPS = ['target_encoder', 'loss_weights', 'class_weights'];
const ENCODED = '_encoded';

/** Every place at which the config names a column: as a task, by the weight or the target of a task, as image column and as split column. */
function columnNames({ kind, outline }: ConfigView): ColumnMention[] {
  if (kind !== 'config') return [];
  const keys = TASK_GROUPS.flatMap((group) => keysOf(nodeAt(outline, ['model', group]))).map((node) => ({
    name: String(node.path.at(-1)),
    span: node.key,
    suffix: '',
  }));
  const target = nodeAt(outline, ['model', 'target']);
  const targets = (target ? followed(target).children : []).flatMap(({ text = '', value }) =>
    text.endsWith(ENCODED) ? [{ name: text.slice(0, -ENCODED.length), span: value, suffix: ENCODED }] : [],
  );
  const columns = ['paths', 'split_column'].flatMap((key) => {
    const node = nodeAt(outline, ['model', key]);
    const { text, value: span } = node ? followed(node) : {};
    return text === undefined ? [] : [{ name: text, span, suffix: '' }];
  });
  return [...keys, ...targets, ...columns].flatMap(({ span, ...mention }) => (span ? [{ ...mention, span }] : []));
}

/** The entries of a group, and those of the groups that a merge key (`<<`) brings in. */
function keysOf(group: OutlineNode | undefined, seen = new Set<OutlineNode>()): OutlineNode[] {
  const map = group && followed(group);
  if (!map || seen.has(map)) return [];
  seen.add(map);
  if (map.kind === 'list') return map.children.flatMap((child) => keysOf(child, seen));
  return map.children.flatMap((child) => (child.path.at(-1) === '<<' ? keysOf(child, seen) : [child]));
}
