import { hasErrors, type ProjectCheck } from '../../../core/check.ts';
import { tasksOf } from '../../../core/config/tasks.ts';
import type { DatasetCheck } from '../../../core/dataset-config/check-dataset-config.ts';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import { count, counted } from '../../../core/words.ts';
import type { Finding } from '../../../schemas/types/finding.ts';
import type { Colors } from './style.ts';

/** Every finding about a project, and a line that sums them up: "Multitask ✓ 6 000 rows · 3 tasks". */
export function projectText({ document, dataframe, findings }: ProjectCheck, root: string, colors: Colors): string {
  const facts = [
    ...(dataframe?.columns.length ? [counted(dataframe.rows, 'row')] : []),
    ...(document.config ? [counted(tasksOf(document.config).length, 'task')] : []),
  ];
  return textOf(findings, facts, root, colors);
}

/** Every finding about a dataset, and a line that sums them up: "Multitask ✓ 1 200 garments · 2 of 5 categories to model". */
export function datasetText(check: DatasetCheck, root: string, colors: Colors): string {
  return textOf(check.findings, datasetFacts(check), root, colors);
}

function datasetFacts({ config, garments }: DatasetCheck): string[] {
  if (!config || !garments) return [];
  const groups = Object.keys(config.categories.aggregation);
  const modelled = groups.filter((group) => config.categories.to_model.includes(group)).length;
  return [
    counted(garments.length, 'garment'),
    `${count(modelled)} of ${counted(groups.length, 'category', 'categories')} to model`,
  ];
}

function textOf(findings: readonly Finding[], facts: readonly string[], root: string, colors: Colors): string {
  const lines = findings.map((finding) => formatFinding(finding, { root, colors: colors.isColorSupported }));
  return `${[...lines, summary(findings, facts, colors)].join('\n')}\n`;
}

/** The facts of what is sound, or first of all what there is to mend. */
function summary(findings: readonly Finding[], facts: readonly string[], colors: Colors): string {
  const failed = hasErrors(findings);
  const counts = countFindings(findings);
  const parts = failed ? [counts, ...facts] : [...facts, ...(counts === '' ? [] : [counts])];
  return `Multitask ${failed ? colors.red('✗') : colors.green('✓')} ${parts.join(' · ')}`;
}
