import { fixedBy, write } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, columnOf, type Rule } from './rule.ts';

/** From here on a network that always says the commonest label seems to be good. */
const SHARE = 0.9;
/** In fewer rows, shares say little. */
const FEWEST_ROWS = 20;

/** No label of a task outnumbers all others by far, unless the config weighs them. */
export const imbalancedLabels: Rule = {
  code: 'imbalanced-labels',
  severity: 'info',
  *check(project) {
    for (const { task, labels } of project.tasks) {
      if (project.config.model.class_weights[task] === 'balanced') continue;
      const values = columnOf(project, task)?.values;
      const counts = labels.map((label) => values?.get(label)?.count ?? 0);
      const rows = counts.reduce((sum, times) => sum + times, 0);
      const most = Math.max(...counts);
      // A label that is alone in the rows is told by unused-label, of the others.
      if (rows < FEWEST_ROWS || most === rows || most < SHARE * rows) continue;
      const commonest = labels[counts.indexOf(most)] ?? '';
      yield {
        message: `${count(most)} of ${count(rows)} rows with a ${quote(task)} label say ${quote(commonest)}, so always answering it would be right in ${Math.floor((100 * most) / rows)} % of them. \`class_weights: { ${task}: balanced }\` lets rare labels weigh as much; the report's macro-F1 shows how well they are learned.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        ...fixedBy({
          ...write(['model', 'class_weights', task], 'balanced'),
          title: `Weigh rare ${quote(task)} labels as much: ${quote('balanced')}`,
        }),
      };
    }
  },
};
