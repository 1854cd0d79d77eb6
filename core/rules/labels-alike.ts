import { basename } from 'node:path';
import { FEWEST_LABELS } from '../config/tasks.ts';
import { fixedBy, removeEntries, writeCells } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import { count, counted } from '../words.ts';
import { at, columnOf, type Rule, rowsWith } from './rule.ts';

/** No two labels that the rows have are the same word in another spelling: the network would have to tell one thing from itself. */
export const labelsAlike: Rule = {
  code: 'labels-alike',
  severity: 'warning',
  *check(project) {
    for (const { task, labels } of project.tasks) {
      const values = columnOf(project, task)?.values;
      const seen = new Map<string, string>();
      for (const [index, label] of labels.entries()) {
        const rows = values?.get(label);
        const word = wordOf(label);
        // What no row has, unused-label tells.
        if (!rows || word === undefined) continue;
        const other = seen.get(word);
        const otherRows = other === undefined ? undefined : values?.get(other);
        if (other === undefined || !otherRows) {
          seen.set(word, label);
          continue;
        }
        const [kept, dropped] = rows.count > otherRows.count ? [label, other] : [other, label];
        const cells = {
          file: project.dataframe.file,
          column: task,
          from: dropped,
          to: kept,
          count: Math.min(rows.count, otherRows.count),
        };
        const path = ['model', 'target_encoder', task, labels.indexOf(dropped)];
        yield {
          message: `${quote(label)} (${counted(rows.count, 'row')}) and ${quote(other)} (${count(otherRows.count)}) differ only in case or spaces, yet each is a label of its own. If they mean the same, write one of them in all rows of ${basename(project.dataframe.file)} and remove the other here.`,
          location: at(project, ['model', 'target_encoder', task, index]),
          related: [
            ...rowsWith(project, task, quote(other), otherRows, 1),
            ...rowsWith(project, task, quote(label), rows, 1),
          ],
          // The rarer of the two is the likelier slip.
          cells: { column: task, values: [dropped], count: cells.count },
          ...(labels.length > FEWEST_LABELS
            ? fixedBy({
                title: `${writeCells(cells).title}, and remove ${quote(dropped)} here`,
                changes: [...writeCells(cells).changes, ...removeEntries([path], quote(dropped)).changes],
              })
            : {}),
        };
      }
    }
  },
};

/** The label without case, and with one space for what separates words; undefined for single characters, whose case may be what is to be told. */
function wordOf(label: string): string | undefined {
  const word = label
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/(?<=\p{L})[\s_-]+(?=\p{L})/gu, ' ')
    .replace(/\s+/g, ' ');
  return [...word].length > 1 ? word : undefined;
}
