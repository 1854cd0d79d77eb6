import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** The model is saved as TF.js layers; Keras' own formats are not written yet. */
export const modelPathFormat: Rule = {
  code: 'model-path-format',
  severity: 'error',
  *check(project) {
    const path = project.config.paths.model_path;
    const keras = /\.(h5|hdf5|keras)$/i;
    if (!keras.test(path)) return;
    const suggestion = path.replace(keras, '.json');
    yield {
      message: `${quote(path)} names a Keras file; saving those comes in a later version. Name a folder, or a file ending in .json, such as ${quote(suggestion)}.`,
      location: at(project, ['paths', 'model_path']),
      suggestion,
    };
  },
};
