import type { Rule } from './rule.ts';
import { notWritable } from './support/not-writable.ts';

/** The model can be saved when training ends. */
export const modelPathNotWritable: Rule = {
  code: 'model-path-not-writable',
  severity: 'error',
  *check(project) {
    const path = project.config.paths.model_path;
    const expected = path.toLowerCase().endsWith('.json') ? 'file' : 'folder';
    // What has the ending of a Keras file is refused for that.
    if (/\.(h5|hdf5|keras)$/i.test(path)) return;
    yield* notWritable(project, 'model_path', { facts: project.files.model, expected });
  },
};
