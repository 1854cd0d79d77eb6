import { fixedBy, removeEntries } from '../../findings/fixes.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';
import { groupsOfCategories } from '../selection.ts';

/** Some garment belongs to every group to model. */
export const groupWithoutGarments: DatasetRule = {
  code: 'group-without-garments',
  severity: 'warning',
  *check(dataset) {
    if (!dataset.complete) return;
    const { aggregation, to_model } = dataset.config.categories;
    const groups = groupsOfCategories(dataset.config);
    const present = new Set(dataset.garments.map(({ category }) => groups.get(category)));
    for (const [index, group] of to_model.entries()) {
      if (!(group in aggregation) || present.has(group)) continue;
      const path = ['categories', 'to_model', index];
      yield {
        message: `No garment of the lists belongs to ${quote(group)}. Correct its categories, or take it out of \`to_model\`.`,
        location: at(dataset, path),
        ...fixedBy({ ...removeEntries([path], ''), title: `Take ${quote(group)} out of \`to_model\`` }),
        severity: present.size > 0 && dataset.modelled.length > 0 ? 'warning' : 'error',
      };
    }
  },
};
