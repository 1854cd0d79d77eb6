import { basename } from 'node:path';
import type { Fix } from '../../schemas/types/finding.ts';
import { FEWEST_LABELS } from '../config/tasks.ts';
import {
  type CellChange,
  type FixPath,
  fixedBy,
  preferred,
  removeEntries,
  write,
  writeCells,
} from '../findings/fixes.ts';
import { nearestAmong } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, columnOf, type Rule, rowsWith } from './rule.ts';

/** Every label that the config lists is in some row. */
export const unusedLabel: Rule = {
  code: 'unused-label',
  severity: 'warning',
  *check(project) {
    if (project.dataframe.rows === 0 || project.dataframe.problems.some(({ fatal }) => fatal)) return;
    const file = basename(project.dataframe.file);
    for (const { task, labels } of project.tasks) {
      const column = columnOf(project, task);
      // Of a column with too many values to keep, it is not known what it lacks.
      if (!column?.complete) continue;
      const renamed = new Set<string>();
      const listed = new Set(labels);
      const nearestUnlisted = nearestAmong([...column.values.keys()].filter((value) => !listed.has(value)));
      for (const [index, label] of labels.entries()) {
        if (column.values.has(label)) continue;
        const suggestion = nearestUnlisted(label);
        const meant = suggestion === undefined ? undefined : column.values.get(suggestion);
        const path = ['model', 'target_encoder', task, index];
        const location = at(project, path);
        const removed = labels.length > FEWEST_LABELS ? [removeEntries([path], quote(label))] : [];
        if (suggestion === undefined || !meant) {
          const message = `${quote(label)} is in no row of ${file}, so the network cannot learn it. Remove it, or add rows with it.`;
          yield { message, location, ...fixedBy(...removed) };
        } else {
          const cells = { file: project.dataframe.file, column: task, from: suggestion, to: label, count: meant.count };
          const [likely, other] = corrections(path, cells);
          const first = renamed.has(suggestion) ? likely : preferred(likely);
          renamed.add(suggestion);
          yield {
            message: `${quote(label)} is in no row of ${file}; ${counted(meant.count, 'row')} ${meant.count === 1 ? 'says' : 'say'} ${quote(suggestion)}.`,
            location,
            suggestion,
            ...fixedBy(first, other, ...removed),
            related: rowsWith(project, task, quote(suggestion), meant, 1),
          };
        }
      }
    }
  },
};

/** The two ways to make config and rows agree. As unknown-label has it: several rows that agree are right, and a single one is the misspelt one. */
function corrections(path: FixPath, cells: CellChange): [likely: Fix, other: Fix] {
  const [inConfig, inRows] = [write(path, cells.from), writeCells(cells)];
  return cells.count > 1 ? [inConfig, inRows] : [inRows, inConfig];
}
