import { meant, write } from '../findings/fixes.ts';
import { count, counted } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** A step is of training rows: a batch larger than all of them would be mostly padding. */
export const batchLargerThanData: Rule = {
  code: 'batch-larger-than-data',
  severity: 'error',
  *check(project) {
    const size = project.config.model.batch_size;
    const rows = project.rows?.split?.train.rows ?? 0;
    if (rows === 0 || size <= rows) return;
    const path = ['model', 'batch_size'];
    yield {
      message: `\`batch_size\` is ${count(size)}, but there ${rows === 1 ? 'is' : 'are'} only ${counted(rows, 'training row')}. Write ${count(rows)} or less.`,
      location: at(project, path),
      ...meant(String(rows), () => write(path, rows)),
    };
  },
};
