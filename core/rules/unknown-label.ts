import { basename } from 'node:path';
import type { Column } from '../dataframe/dataframe.ts';
import { fixedBy } from '../findings/fixes.ts';
import { nearestAmong } from '../findings/nearest.ts';
import { firstFew, quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, cellsWith, columnOf, type Rule, rowsWith } from './rule.ts';
import { isMissingWord } from './support/missing-words.ts';
import { isMisspeltInConfig, type MeantLabel, unknownLabelFixes } from './support/unknown-label-fixes.ts';

/** In a glance no more pairs of words are compared. Only where a task lists very many labels does that leave rare values without a label that they may mean. */
const MOST_COMPARED = 200_000;

/** Every label in the dataframe is one that the config lists. */
export const unknownLabel: Rule = {
  code: 'unknown-label',
  severity: 'error',
  *check(project) {
    for (const { task, labels } of project.tasks) {
      const column = columnOf(project, task);
      if (!column) continue;
      const known = new Set(labels);
      const unknown = [...column.values]
        .filter(([value]) => !known.has(value))
        .sort(([, a], [, b]) => b.count - a.count);
      const [commonest] = unknown;
      if (!commonest) continue;
      const rows = unknown.reduce((sum, [, value]) => sum + value.count, 0);
      // Of labels equally near, one that no row has is meant more likely.
      const nearestLabel = nearestAmong(
        [...labels].sort((a, b) => Number(column.values.has(a)) - Number(column.values.has(b))),
      );
      const meant = unknown.slice(0, Math.ceil(MOST_COMPARED / labels.length)).flatMap(([value]) => {
        const label = isMissingWord(value) ? sameWord(value, labels) : nearestLabel(value);
        return label === undefined ? [] : [{ value, label }];
      });
      const missing = unknown
        .map(([value]) => value)
        .filter((value) => isMissingWord(value) && sameWord(value, labels) === undefined);
      const many = `${column.complete ? '' : 'At least '}${count(rows)} of ${count(project.dataframe.rows)} rows`;
      const listed = firstFew(unknown.map(([value, times]) => `${quote(value)} (${count(times.count)})`));
      const files = { config: basename(project.document.file), dataframe: basename(project.dataframe.file) };
      yield {
        message: `${many} ${rows === 1 ? 'has' : 'have'} a ${task} label that ${files.config} does not list: ${listed}. ${rows === 1 ? 'It' : 'They'} would be left out. ${advice(task, unknown.length, meant, column, files)}${missingAdvice(missing)}`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        related: unknown.slice(0, 5).flatMap(([value, times]) => rowsWith(project, task, quote(value), times, 1)),
        cells: cellsWith(task, unknown),
        ...(meant[0] && meant[0].value === commonest[0] ? { suggestion: meant[0].label } : {}),
        ...fixedBy(
          ...unknownLabelFixes({ file: project.dataframe.file, task, labels, column }, { unknown, meant, missing }),
        ),
      };
    }
  },
};

/** Which of the two files to correct, and how. */
function advice(
  task: string,
  unknown: number,
  meant: readonly MeantLabel[],
  { values }: Column,
  files: { readonly config: string; readonly dataframe: string },
): string {
  const [inConfig, inRows]: [MeantLabel[], MeantLabel[]] = [[], []];
  for (const pair of meant) {
    (isMisspeltInConfig(pair, values) ? inConfig : inRows).push(pair);
  }
  const correct = [
    ...(inConfig.length > 0
      ? [
          `${files.config} (${firstFew(inConfig.map(({ value, label }) => `${quote(label)}, in no row, → ${quote(value)}`))})`,
        ]
      : []),
    ...(inRows.length > 0
      ? [`${files.dataframe} (${firstFew(inRows.map(({ value, label }) => `${quote(value)} → ${quote(label)}`))})`]
      : []),
  ];
  const them = unknown === 1 ? 'it' : 'them';
  if (correct.length === 0) return `List ${them} under ${quote(task)}, or correct the rows.`;
  return `Correct ${correct.join(' and ')}, or list ${them} under ${quote(task)}.`;
}

/** In pandas, which the Python project reads with, these words are missing values. */
function missingAdvice(words: readonly string[]): string {
  if (words.length === 0) return '';
  return ` If ${firstFew(words.map(quote))} ${words.length === 1 ? 'means' : 'mean'} that there is no label, leave the cell empty.`;
}

const sameWord = (value: string, labels: readonly string[]): string | undefined =>
  labels.find((label) => label.toLowerCase() === value.trim().toLowerCase());
