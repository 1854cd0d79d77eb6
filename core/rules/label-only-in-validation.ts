import type { Rule } from './rule.ts';
import { labelsNotInTraining } from './support/label-not-in-training.ts';

/** Training sees every label that validation asks for: otherwise the validation loss, which steers training, punishes what cannot be learnt. */
export const labelOnlyInValidation: Rule = {
  code: 'label-only-in-validation',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    const advice =
      project.config.model.split_method === 'column'
        ? 'Mark some of its rows as train.'
        : project.config.model.split_method === 'first_rows'
          ? 'Use `split_method: stratified`, or shuffle the dataframe.'
          : 'Add rows with it, or remove it.';
    yield* labelsNotInTraining(project, { part: 'validation', advice });
  },
};
