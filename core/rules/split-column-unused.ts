import { basename } from 'node:path';
import { fixedBy, write } from '../findings/fixes.ts';
import { quote, sentenceList } from '../findings/words.ts';
import { PARTS } from '../split/parts.ts';
import { counted } from '../words.ts';
import { at, columnOf, type Rule } from './rule.ts';

/** A dataframe that says which rows train, as `multitask prepare` writes it, is not dealt anew without anybody noticing. */
export const splitColumnUnused: Rule = {
  code: 'split-column-unused',
  severity: 'info',
  *check(project) {
    const { split_method, split_column, recipe } = project.config.model;
    const chosen = recipe === 'reference' || project.document.rangeOf(['model', 'split_method']) !== undefined;
    if (chosen || split_method === 'column') return;
    const column = columnOf(project, split_column);
    if (!column || column.empty.count > 0 || project.tasks.some(({ task }) => task === split_column)) return;
    const parts = [...column.values.keys()];
    if (parts.length < 2 || !parts.includes('train') || !parts.every((part) => PARTS.includes(part))) return;
    const counts = PARTS.flatMap((part) => {
      const value = column.values.get(part);
      return value ? [counted(value.count, `${part} row`)] : [];
    });
    yield {
      message: `The column ${quote(split_column)} of ${basename(project.dataframe.file)} names ${sentenceList(counts)}, and nothing reads it: rows are dealt anew. Write \`split_method: column\` to keep its parts.`,
      location: at(project, ['model', 'split_method']),
      ...fixedBy(write(['model', 'split_method'], 'column')),
    };
  },
};
