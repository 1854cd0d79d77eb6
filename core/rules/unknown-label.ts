import { basename } from 'node:path';
import { nearest } from '../findings/nearest.ts';
import { firstFew, quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, columnOf, type Rule, rowsWith } from './rule.ts';

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
      const unusedFirst = [...labels].sort((a, b) => Number(column.values.has(a)) - Number(column.values.has(b)));
      const meant = unknown.flatMap(([value]) => {
        const label = nearest(value, unusedFirst);
        return label === undefined ? [] : [{ value, label }];
      });
      const many = `${column.complete ? '' : 'At least '}${count(rows)} of ${count(project.dataframe.rows)} rows`;
      const listed = firstFew(unknown.map(([value, times]) => `${quote(value)} (${count(times.count)})`));
      const advice =
        meant.length > 0
          ? `Correct them in ${basename(project.dataframe.file)} (${firstFew(meant.map(({ value, label }) => `${quote(value)} → ${quote(label)}`))}), or list them under ${quote(task)}.`
          : `List them under ${quote(task)}, or correct the rows.`;
      yield {
        message: `${many} ${rows === 1 ? 'has' : 'have'} a ${task} label that ${basename(project.document.file)} does not list: ${listed}. They would be left out. ${advice}`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        related: unknown.slice(0, 5).flatMap(([value, times]) => rowsWith(project, quote(value), times, 1)),
        ...(meant[0] && meant[0].value === commonest[0] ? { suggestion: meant[0].label } : {}),
      };
    }
  },
};
