import { firstFew, quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';
import { sum } from './support/sum.ts';

/** Validation asks for every label. A stratified draw leaves out only what has a single row, which is trained on. */
export const labelNotInValidation: Rule = {
  code: 'label-not-in-validation',
  severity: 'warning',
  *check(project) {
    const { rows, tasks } = project;
    const split = rows?.split;
    const { split_method } = project.config.model;
    if (!split || split.validation.rows === 0) return;
    const trained = split.train.labels;
    const validated = split.validation.labels;
    // The other way round is an error, and mending it deals the rows anew.
    if (tasks.some(({ labels }, task) => onlyIn(validated[task], trained[task], labels).length > 0)) return;
    for (const [taskIndex, { task, labels }] of tasks.entries()) {
      const unseen = onlyIn(trained[taskIndex], validated[taskIndex], labels);
      // That a task has no validation row at all, task-without-labelled-rows says.
      if (unseen.length === 0 || sum(validated[taskIndex]) === 0) continue;
      const [are, them] = unseen.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
      const advice = {
        column: 'Mark some of its rows as val.',
        first_rows: 'Use `split_method: stratified`, or shuffle the dataframe.',
        stratified: `Add rows with ${unseen.length === 1 ? 'it' : 'them'}: two of a label are enough for both sides.`,
      }[split_method];
      yield {
        message: `${firstFew(unseen.map(quote))} of ${quote(task)} ${are} in no validation row, so nothing says how well ${them} learned. ${advice}`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
      };
    }
  },
};

/** The labels that rows of one part have and none of the other. */
function onlyIn(part: readonly number[] = [], other: readonly number[] = [], labels: readonly string[]): string[] {
  return labels.filter((_, label) => part[label] !== 0 && other[label] === 0);
}
