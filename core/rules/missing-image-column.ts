import { basename } from 'node:path';
import { write } from '../findings/fixes.ts';
import { at, hasHeader, type Rule } from './rule.ts';
import { columnMissing } from './support/column-missing.ts';

/** The dataframe has the column that `model.paths` names. */
export const missingImageColumn: Rule = {
  code: 'missing-image-column',
  severity: 'error',
  *check(project) {
    const name = project.config.model.paths;
    if (!hasHeader(project) || project.dataframe.columns.some((column) => column.name === name)) return;
    yield columnMissing(project, name, {
      purpose: `\`model.paths\` names the column of ${basename(project.dataframe.file)} with the image paths`,
      location: at(project, ['model', 'paths']),
      fix: (column) => write(['model', 'paths'], column),
    });
  },
};
