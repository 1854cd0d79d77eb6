import { augmentsValidation } from '../config/augments-validation.ts';
import { fixedBy, removeKey } from '../findings/fixes.ts';
import { at, type Rule } from './rule.ts';

/** What the Python project's recipe does that people did not mean. */
export const referenceRecipe: Rule = {
  code: 'reference-recipe',
  severity: 'info',
  *check(project) {
    const { recipe, split_method } = project.config.model;
    if (recipe !== 'reference') return;
    const traps = [
      ...(split_method === 'first_rows' ? ['the first rows validate, whatever their order'] : []),
      ...(augmentsValidation(project.config)
        ? ['validation images are augmented, so the loss that steers training swings from epoch to epoch']
        : []),
    ];
    if (traps.length === 0) return;
    yield {
      message: `\`recipe: reference\` trains as the Python project did: ${traps.join(', and ')}. Leave the key out to train without ${traps.length > 1 ? 'either' : 'that'}.`,
      location: at(project, ['model', 'recipe']),
      ...fixedBy(removeKey(['model', 'recipe'])),
    };
  },
};
