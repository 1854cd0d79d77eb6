import { quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, columnOf, type Rule, rowsWith } from './rule.ts';

/** How many rows leave a task's label out. */
export const missingLabels: Rule = {
  code: 'missing-labels',
  severity: 'info',
  *check(project) {
    const rows = project.dataframe.rows;
    for (const { task } of project.tasks) {
      const empty = columnOf(project, task)?.empty;
      if (!empty || empty.count === 0 || empty.count === rows) continue;
      const these = empty.count === 1 ? 'has' : 'have';
      const others = project.tasks.length > 1 ? '; they still train the other tasks' : '';
      yield {
        message: `${count(empty.count)} of ${count(rows)} rows ${these} no ${quote(task)} label (the cell is empty). This task skips them${others}.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        related: rowsWith(project, task, 'empty', empty),
      };
    }
  },
};
