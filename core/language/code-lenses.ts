import { escapeControls } from '../findings/words.ts';
import { count, counted } from '../words.ts';
import { share } from './bars.ts';
import { type ConfigWithData, dataframePath, writtenTasks } from './config-view.ts';
import { nodeAt } from './find.ts';
import type { Span } from './outline.ts';

/** A line above a key: a command that the editor carries out, or, without one, something to read. */
export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  readonly command?: 'multitask.train' | 'multitask.check' | 'multitask.showDataframe' | 'multitask.prepare';
  /** The command's file: the config, or the dataframe. */
  readonly file?: string;
}

/** Above the network: Train, Check, and what the data has. Above each task: its commonest label, which guessing alone gets right. */
export function codeLenses(config: ConfigWithData): CodeLens[] {
  const file = config.place.configFile;
  const span = nodeAt(config.outline, [config.kind === 'config' ? 'model' : 'categories'])?.key;
  if (!span) return [];
  const check: CodeLens = { span, title: 'Check', command: 'multitask.check', file };
  if (config.kind === 'dataset') {
    return [{ span, title: '▶ Prepare', command: 'multitask.prepare', file }, check];
  }
  return [
    { span, title: '▶ Train', command: 'multitask.train', file },
    check,
    ...factsOf(config, span),
    ...writtenTasks(config).flatMap(({ task, node }) => majorityOf(config, task, node.key)),
  ];
}

function factsOf(config: ConfigWithData, span: Span): CodeLens[] {
  const { dataframe, outline } = config;
  const file = dataframePath(config);
  if (!dataframe?.columns.length || file === undefined) return [];
  const imageColumn = nodeAt(outline, ['model', 'paths'])?.text;
  const images = dataframe.columns.find(({ name }) => name === imageColumn);
  const labels = writtenTasks(config).reduce((sum, task) => sum + task.labels.length, 0);
  const facts = [
    counted(dataframe.rows, 'row'),
    ...(images ? [counted(dataframe.rows - images.empty.count, 'image')] : []),
    counted(labels, 'label'),
  ];
  return [{ span, title: facts.join(' · '), command: 'multitask.showDataframe', file }];
}

function majorityOf({ dataframe }: ConfigWithData, task: string, span: Span | undefined): CodeLens[] {
  const column = dataframe?.columns.find(({ name }) => name === task);
  const commonest = column?.complete ? [...column.values].sort(([, a], [, b]) => b.count - a.count)[0] : undefined;
  if (!dataframe || !column || !commonest || !span) return [];
  const [label, { count: rows }] = commonest;
  const labelled = dataframe.rows - column.empty.count;
  return [
    {
      span,
      title: `${share(rows, labelled)} are ${escapeControls(label)} (${count(rows)} of ${counted(labelled, 'row')})`,
    },
  ];
}
