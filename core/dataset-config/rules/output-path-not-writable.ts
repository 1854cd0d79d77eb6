import { quote } from '../../findings/words.ts';
import { reasonAgainst } from '../../rules/support/not-writable.ts';
import { at, type DatasetRule, OUTPUT_KEYS } from '../dataset-rule.ts';

/** The dataframes and crops can be written where the config says. */
export const outputPathNotWritable: DatasetRule = {
  code: 'output-path-not-writable',
  severity: 'error',
  *check(dataset) {
    for (const key of [...OUTPUT_KEYS, 'cropped_folder'] as const) {
      const reason = reasonAgainst(dataset.outputs[key], key === 'cropped_folder' ? 'folder' : 'file', 'preparing');
      if (reason === undefined) continue;
      yield {
        message: `${quote(dataset.config.paths[key])} ${reason}`,
        location: at(dataset, ['paths', key]),
      };
    }
  },
};
