import type { Config } from '../../../schemas/types/config.ts';
import type { Change, Fix } from '../../../schemas/types/finding.ts';
import { quote } from '../../findings/words.ts';

/** Calls a task otherwise, wherever the config names it. */
export function renameTask({ model }: Config, task: string, name: string): Fix {
  const target = model.target?.indexOf(`${task}_encoded`) ?? -1;
  const changes: Change[] = [{ kind: 'rename', path: ['model', 'target_encoder', task], name }];
  if (target >= 0) changes.push({ kind: 'set', path: ['model', 'target', target], value: `${name}_encoded` });
  for (const key of ['loss_weights', 'class_weights'] as const) {
    if (Object.hasOwn(model[key], task)) changes.push({ kind: 'rename', path: ['model', key, task], name });
  }
  return { title: `Rename the task to ${quote(name)}`, changes };
}
