import { quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, cellsWith, columnOf, type Rule, rowsWith } from './rule.ts';

/** Every row names an image; one that does not cannot be trained on. */
export const emptyImageCell: Rule = {
  code: 'empty-image-cell',
  severity: 'warning',
  *check(project) {
    const { paths, on_bad_image } = project.config.model;
    const empty = columnOf(project, paths)?.empty;
    if (!empty || empty.count === 0) return;
    const one = empty.count === 1;
    const fails = on_bad_image === 'fail' || empty.count === project.dataframe.rows;
    yield {
      message: `${count(empty.count)} of ${count(project.dataframe.rows)} rows ${one ? 'has' : 'have'} an empty ${quote(paths)} cell and so no image. ${
        fails ? 'Fill in the paths, or remove the rows.' : one ? 'It is left out.' : 'They are left out.'
      }`,
      location: at(project, ['model', 'paths']),
      related: rowsWith(project, paths, 'no image path', empty),
      cells: cellsWith(paths, [['', empty]]),
      severity: fails ? 'error' : 'warning',
    };
  },
};
