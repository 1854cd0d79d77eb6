import { escapeControls, firstFew } from '../../../core/findings/words.ts';
import type { InitPlan, TaskPlan } from '../../../core/init/plan.ts';
import { count, counted } from '../../../core/words.ts';
import type { Proposal } from '../../init/init-project.ts';
import type { Colors } from './style.ts';
import { table } from './table.ts';

/** What init found, with the counts of every task's labels. */
export function initPlanLines({ plan, title, notes }: Proposal, colors: Colors): string[] {
  return [
    colors.bold(title),
    ...table([{ title: '' }, { title: '' }, { title: '' }], rowsOf(plan), colors)
      .slice(1)
      .map((line) => `  ${line}`),
    ...notes.map((note) => colors.dim(`  ${escapeControls(note)}`)),
  ];
}

function rowsOf({ imageColumn, tasks, splitColumn }: InitPlan): string[][] {
  return [
    ['images', escapeControls(imageColumn), ''],
    ...tasks.map((task) => ['task', escapeControls(task.name), labelsOf(task)]),
    ...(splitColumn === undefined ? [] : [['split', escapeControls(splitColumn), 'train, val and test']]),
  ];
}

function labelsOf({ labels, empty }: TaskPlan): string {
  const counts = labels.map(({ label, rows }) => `${escapeControls(label)} ${count(rows)}`);
  const missing = empty === 0 ? '' : `; ${counted(empty, 'row')} without`;
  return `${counted(labels.length, 'label')}: ${firstFew(counts, 8)}${missing}`;
}
