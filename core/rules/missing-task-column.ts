import { quote } from '../findings/words.ts';
import { at, columnOf, hasHeader, type Rule } from './rule.ts';
import { columnMissing } from './support/column-missing.ts';
import { renameTask } from './support/rename-task.ts';

/** The dataframe has a column for every task. */
export const missingTaskColumn: Rule = {
  code: 'missing-task-column',
  severity: 'error',
  *check(project) {
    if (!hasHeader(project)) return;
    for (const { task } of project.tasks) {
      if (columnOf(project, task)) continue;
      yield columnMissing(project, task, {
        purpose: `The task ${quote(task)} reads its labels from the column of the same name`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        fix: (column) => renameTask(project.config, task, column),
      });
    }
  },
};
