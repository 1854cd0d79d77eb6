import { modelFormat } from '../config/model-format.ts';
import { meant, write } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** Models are saved as TF.js layers or as Keras HDF5 files; Keras' own .keras format is not written. */
export const modelPathFormat: Rule = {
  code: 'model-path-format',
  severity: 'error',
  *check(project) {
    const path = project.config.paths.model_path;
    if (modelFormat(path) !== undefined) return;
    const suggestion = path.replace(/\.keras$/i, '.h5');
    yield {
      message: `${quote(path)} names a .keras file, which is not written. Name a file ending in .h5, such as ${quote(suggestion)}, which Keras opens as well; or a folder, or a file ending in .json.`,
      location: at(project, ['paths', 'model_path']),
      ...meant(suggestion, (path) => write(['paths', 'model_path'], path)),
    };
  },
};
