import { write } from '../findings/fixes.ts';
import { at, columnOf, hasHeader, type Rule } from './rule.ts';
import { columnMissing } from './support/column-missing.ts';

/** With `split_method: column`, the dataframe has that column. */
export const splitColumnMissing: Rule = {
  code: 'split-column-missing',
  severity: 'error',
  *check(project) {
    const { split_method, split_column } = project.config.model;
    if (split_method !== 'column' || !hasHeader(project) || columnOf(project, split_column)) return;
    const written = project.document.rangeOf(['model', 'split_column']) !== undefined;
    yield columnMissing(project, split_column, {
      purpose: '`split_method: column` reads train, val or test from it',
      location: at(project, ['model', written ? 'split_column' : 'split_method']),
      fix: (column) => write(['model', 'split_column'], column),
    });
  },
};
