import { meant, removeKey, renameKey } from '../findings/fixes.ts';
import { nearest } from '../findings/nearest.ts';
import { firstFew, quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** Weights per task name tasks that exist. */
export const unknownTask: Rule = {
  code: 'unknown-task',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    const tasks = project.tasks.map(({ task }) => task);
    for (const key of ['loss_weights', 'class_weights'] as const) {
      for (const name of Object.keys(project.config.model[key])) {
        if (tasks.includes(name)) continue;
        const suggestion = nearest(name, tasks);
        const path = ['model', key, name];
        yield {
          message: `\`${key}\` names ${quote(name)}, which is no task. ${
            suggestion === undefined
              ? `The tasks are ${firstFew(tasks.map(quote), 12)}.`
              : `Did you mean ${quote(suggestion)}?`
          }`,
          location: at(project, path, 'key'),
          ...meant(suggestion, (task) => renameKey(path, task), removeKey(path)),
        };
      }
    }
  },
};
