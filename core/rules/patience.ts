import { fixedBy, preferred, write } from '../findings/fixes.ts';
import { counted } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** The learning rate drops before training stops, so that the drop can help. */
export const patience: Rule = {
  code: 'patience',
  severity: 'warning',
  *check(project) {
    const { early_stopping_patience: stop, lr_reducer_patience: reduce } = project.config.model;
    if (stop > reduce) return;
    yield {
      message: `Training stops after ${counted(stop, 'epoch')} without a lower validation loss, before the learning rate is reduced (${counted(reduce, 'epoch')}). Make \`early_stopping_patience\` larger than \`lr_reducer_patience\`.`,
      location: at(project, [
        'model',
        project.document.rangeOf(['model', 'early_stopping_patience'])
          ? 'early_stopping_patience'
          : 'lr_reducer_patience',
      ]),
      ...fixedBy(preferred(write(['model', 'early_stopping_patience'], 2 * Math.max(1, reduce)))),
    };
  },
};
