import { basename } from 'node:path';
import { nearest } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, columnOf, type Rule, rowsWith } from './rule.ts';

/** Every label that the config lists is in some row. */
export const unusedLabel: Rule = {
  code: 'unused-label',
  severity: 'warning',
  *check(project) {
    if (project.dataframe.rows === 0 || project.dataframe.problems.some(({ fatal }) => fatal)) return;
    const file = basename(project.dataframe.file);
    for (const { task, labels } of project.tasks) {
      const column = columnOf(project, task);
      // Of a column with too many values to keep, it is not known what it lacks.
      if (!column?.complete) continue;
      const unlisted = [...column.values.keys()].filter((value) => !labels.includes(value));
      for (const [index, label] of labels.entries()) {
        if (column.values.has(label)) continue;
        const suggestion = nearest(label, unlisted);
        const meant = suggestion === undefined ? undefined : column.values.get(suggestion);
        const location = at(project, ['model', 'target_encoder', task, index]);
        if (suggestion === undefined || !meant) {
          const message = `${quote(label)} is in no row of ${file}, so the network cannot learn it. Remove it, or add rows with it.`;
          yield { message, location };
        } else {
          yield {
            message: `${quote(label)} is in no row of ${file}; ${counted(meant.count, 'row')} ${meant.count === 1 ? 'says' : 'say'} ${quote(suggestion)}.`,
            location,
            suggestion,
            related: rowsWith(project, task, quote(suggestion), meant, 1),
          };
        }
      }
    }
  },
};
