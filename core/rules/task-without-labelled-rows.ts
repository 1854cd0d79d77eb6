import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';
import { sum } from './support/sum.ts';

/** Every task has labelled rows to learn from and to be judged by. */
export const taskWithoutLabelledRows: Rule = {
  code: 'task-without-labelled-rows',
  severity: 'error',
  *check(project) {
    const { rows, tasks } = project;
    const split = rows?.split;
    if (!split || split.train.rows === 0 || split.validation.rows === 0) return;
    const trained = split.train.labels;
    const validated = split.validation.labels;
    for (const [index, { task }] of tasks.entries()) {
      const location = at(project, ['model', 'target_encoder', task], 'key');
      if (sum(trained[index]) === 0) {
        const message = `No training row has a ${quote(task)} label, so its head cannot learn. Fill in the column, or remove the task.`;
        yield { message, location };
      } else if (sum(validated[index]) === 0) {
        const message = `No validation row has a ${quote(task)} label, so its accuracy stays unknown and does not count in early stopping.`;
        yield { message, location, severity: 'warning' };
      }
    }
  },
};
