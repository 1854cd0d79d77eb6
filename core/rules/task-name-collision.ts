import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** The history has `x_clf_loss` and `val_x_clf_loss` for the task x, so a task called val_x would share its columns. */
export const taskNameCollision: Rule = {
  code: 'task-name-collision',
  severity: 'error',
  *check(project) {
    const names = new Set(project.tasks.map(({ task }) => task));
    for (const task of names) {
      const other = task.startsWith('val_') ? task.slice('val_'.length) : undefined;
      if (other === undefined || !names.has(other)) continue;
      yield {
        message: `The tasks ${quote(task)} and ${quote(other)} would share the column ${quote(`${task}_clf_loss`)} of the training history. Rename one of them.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
      };
    }
  },
};
