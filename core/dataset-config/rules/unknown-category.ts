import { basename } from 'node:path';
import { meant, removeEntries, write } from '../../findings/fixes.ts';
import { nearest } from '../../findings/nearest.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';

/** Every category of the aggregation is in the list of categories. One that is not stands for no garment. */
export const unknownCategory: DatasetRule = {
  code: 'unknown-category',
  severity: 'warning',
  *check(dataset) {
    const { categories } = dataset;
    if (!categories) return;
    const known = new Set(categories);
    const list = basename(dataset.fileOf('categories_path'));
    for (const [group, members] of Object.entries(dataset.config.categories.aggregation)) {
      for (const [index, category] of members.entries()) {
        if (known.has(category)) continue;
        const path = ['categories', 'aggregation', group, index];
        const suggestion = nearest(category, categories);
        const advice =
          suggestion === undefined
            ? 'No garment has it: correct or remove it.'
            : `No garment has it. Did you mean ${quote(suggestion)}?`;
        yield {
          message: `${quote(category)} is not in ${list}. ${advice}`,
          location: at(dataset, path),
          ...meant(suggestion, (name) => write(path, name), removeEntries([path], quote(category))),
        };
      }
    }
  },
};
