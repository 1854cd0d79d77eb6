import { basename } from 'node:path';
import { counted } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** Both training and validation have rows. */
export const tooFewRows: Rule = {
  code: 'too-few-rows',
  severity: 'error',
  *check(project) {
    const { rows, dataframe, config } = project;
    const split = rows?.split;
    if (!split || dataframe.rows === 0) return;
    const lacking = split.train.rows === 0 ? 'train on' : split.validation.rows === 0 ? 'validate with' : undefined;
    if (lacking === undefined) return;
    const usableRows = split.train.rows + split.validation.rows + split.test.rows;
    const usable = `${counted(usableRows, 'row')} of ${basename(dataframe.file)} can be used, which leaves none to ${lacking}`;
    const byColumn = config.model.split_method === 'column' && split.train.rows === 0 && usableRows > 0;
    const advice = byColumn
      ? `Mark rows as train in \`${config.model.split_column}\`.`
      : usableRows > 1
        ? '`validation_split` decides how many validate: choose a number nearer to one half, or add rows.'
        : 'Add rows.';
    yield {
      message: `${usable}. ${advice}`,
      location: at(
        project,
        usableRows > 1 ? ['model', byColumn ? 'split_column' : 'validation_split'] : ['paths', 'model_dataframe'],
      ),
    };
  },
};
