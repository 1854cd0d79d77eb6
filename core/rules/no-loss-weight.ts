import { fixedBy, removeKey } from '../findings/fixes.ts';
import { at, type Rule } from './rule.ts';

/** Some task counts in the loss, or nothing would be learnt. */
export const noLossWeight: Rule = {
  code: 'no-loss-weight',
  severity: 'error',
  *check(project) {
    const weights = project.config.model.loss_weights;
    if (project.tasks.some(({ task }) => (weights[task] ?? 1) > 0)) return;
    yield {
      message:
        '`loss_weights` is 0 for every task, so nothing would be learnt. Give at least one task a number above 0.',
      location: at(project, ['model', 'loss_weights'], 'key'),
      ...fixedBy(removeKey(['model', 'loss_weights'])),
    };
  },
};
