import { meant, removeEntries, write } from '../../findings/fixes.ts';
import { nearest } from '../../findings/nearest.ts';
import { firstFew, quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';

/** Every group to model is in the aggregation. */
export const unknownGroup: DatasetRule = {
  code: 'unknown-group',
  severity: 'error',
  *check(dataset) {
    const { aggregation, to_model } = dataset.config.categories;
    const groups = Object.keys(aggregation);
    for (const [index, group] of to_model.entries()) {
      if (groups.includes(group)) continue;
      const path = ['categories', 'to_model', index];
      const suggestion = nearest(group, groups);
      const advice =
        suggestion === undefined
          ? `Its groups are ${firstFew(groups.map(quote), 12)}.`
          : `Did you mean ${quote(suggestion)}?`;
      yield {
        message: `${quote(group)} is no group of \`aggregation\`. ${advice}`,
        location: at(dataset, path),
        ...meant(suggestion, (name) => write(path, name), removeEntries([path], quote(group))),
      };
    }
  },
};
