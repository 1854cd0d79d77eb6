import { meant, write } from '../findings/fixes.ts';
import { at, type Rule } from './rule.ts';

/** Ranges run from their smaller to their larger end. */
export const rangeReversed: Rule = {
  code: 'range-reversed',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    for (const key of ['zoom_range', 'brightness_range'] as const) {
      const [low, high] = project.config.model.augmentation[key];
      if (low <= high) continue;
      yield {
        message: `\`${key}\` runs from ${low} to ${high}; the smaller number comes first. Write [${high}, ${low}].`,
        location: at(project, ['model', 'augmentation', key]),
        ...meant(`[${high}, ${low}]`, () => write(['model', 'augmentation', key], [high, low])),
      };
    }
  },
};
