import { fixedBy, preferred, write } from '../findings/fixes.ts';
import { rate } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** The learning rate starts above the value that it is never reduced below. */
export const minLr: Rule = {
  code: 'min-lr',
  severity: 'warning',
  *check(project) {
    const { min_lr, learning_rate } = project.config.model;
    if (min_lr < learning_rate) return;
    yield {
      message: `\`min_lr\` (${rate(min_lr)}) is not below \`learning_rate\` (${rate(learning_rate)}), so the learning rate is never reduced. Lower \`min_lr\`, such as to ${rate(learning_rate / 1000)}.`,
      location: at(project, ['model', project.document.rangeOf(['model', 'min_lr']) ? 'min_lr' : 'learning_rate']),
      ...fixedBy(preferred(write(['model', 'min_lr'], Number(rate(learning_rate / 1000))))),
    };
  },
};
