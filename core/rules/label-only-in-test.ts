import type { Rule } from './rule.ts';
import { labelsNotInTraining } from './support/label-not-in-training.ts';

/** A benchmark may hold labels that its training part lacks; that is worth knowing, and no reason to refuse it. */
export const labelOnlyInTest: Rule = {
  code: 'label-only-in-test',
  severity: 'warning',
  *check(project) {
    const advice = 'Its test rows will all count as wrong.';
    yield* labelsNotInTraining(project, { part: 'test', advice });
  },
};
