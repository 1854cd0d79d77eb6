import { basename } from 'node:path';
import { fixedBy, preferred, writeCells } from '../findings/fixes.ts';
import { nearest } from '../findings/nearest.ts';
import { firstFew, quote } from '../findings/words.ts';
import { PARTS } from '../split/parts.ts';
import { count, counted } from '../words.ts';
import { at, cellsWith, columnOf, type Rule, rowsWith } from './rule.ts';

/** More buttons than anybody reads. */
const MOST_FIXES = 3;

/** With `split_method: column`, every row says train, val or test. */
export const splitValue: Rule = {
  code: 'split-value',
  severity: 'error',
  *check(project) {
    const { split_method, split_column } = project.config.model;
    const column = split_method === 'column' ? columnOf(project, split_column) : undefined;
    if (!column) return;
    const file = basename(project.dataframe.file);
    const location = at(project, ['model', 'split_column']);
    if (column.empty.count > 0) {
      yield {
        message: `${counted(column.empty.count, 'row')} of ${file} ${column.empty.count === 1 ? 'has' : 'have'} an empty ${quote(split_column)}. Write train, val or test in every row.`,
        location,
        related: rowsWith(project, split_column, 'empty', column.empty),
        cells: cellsWith(split_column, [['', column.empty]]),
      };
    }
    const unknown = [...column.values].filter(([value]) => !PARTS.includes(value));
    const [first] = unknown;
    if (!first) return;
    const rows = unknown.reduce((sum, [, { count }]) => sum + count, 0);
    const suggestion = partMeantBy(first[0]);
    yield {
      message: `${column.complete ? '' : 'At least '}${counted(rows, 'row')} of ${file} ${rows === 1 ? 'has' : 'have'} a ${quote(split_column)} other than train, val or test: ${firstFew(
        unknown.map(([value, { count: times }]) => `${quote(value)} (${count(times)})`),
      )}.${suggestion === undefined ? '' : ` Did you mean ${quote(suggestion)}?`}`,
      location,
      related: rowsWith(project, split_column, quote(first[0]), first[1]),
      cells: cellsWith(split_column, unknown),
      ...(suggestion === undefined ? {} : { suggestion }),
      ...fixedBy(
        ...unknown.slice(0, MOST_FIXES).flatMap(([from, { count: times }], index) => {
          const to = partMeantBy(from);
          if (to === undefined) return [];
          const fix = writeCells({ file: project.dataframe.file, column: split_column, from, to, count: times });
          return index === 0 ? [preferred(fix)] : [fix];
        }),
      ),
    };
  },
};

/** `validation`, `Train` and `testing` are plain enough. */
function partMeantBy(value: string): string | undefined {
  const word = value.trim().toLowerCase();
  return PARTS.find((part) => word.startsWith(part)) ?? nearest(word, PARTS);
}
