import { fixedBy, preferred, removeEntries } from '../../findings/fixes.ts';
import { quote } from '../../findings/words.ts';
import { at, type DatasetRule } from '../dataset-rule.ts';

/** A category belongs to one group. The Python project silently took the last. */
export const categoryInTwoGroups: DatasetRule = {
  code: 'category-in-two-groups',
  severity: 'error',
  *check(dataset) {
    const first = new Map<string, { group: string; index: number }>();
    for (const [group, members] of Object.entries(dataset.config.categories.aggregation)) {
      for (const [index, category] of members.entries()) {
        const earlier = first.get(category);
        if (!earlier) {
          first.set(category, { group, index });
          continue;
        }
        const again = earlier.group === group;
        const path = ['categories', 'aggregation', group, index];
        const removed = removeEntries([path], `${quote(category)} from ${quote(group)}`);
        const earlierPath = ['categories', 'aggregation', earlier.group, earlier.index];
        yield {
          severity: again ? 'warning' : 'error',
          message: again
            ? `${quote(category)} is listed twice in ${quote(group)}. Keep one of the two.`
            : `${quote(category)} belongs to ${quote(earlier.group)} and to ${quote(group)}. A garment has one group: keep one of the two.`,
          location: at(dataset, path),
          related: [
            {
              message: `${quote(category)} is listed here first`,
              location: at(dataset, earlierPath),
            },
          ],
          ...(again
            ? fixedBy(preferred(removed))
            : fixedBy(removed, removeEntries([earlierPath], `${quote(category)} from ${quote(earlier.group)}`))),
        };
      }
    }
  },
};
