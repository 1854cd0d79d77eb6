import { modelFormat } from '../config/model-format.ts';
import type { Rule } from './rule.ts';
import { notWritable } from './support/not-writable.ts';

/** The model can be saved when training ends. */
export const modelPathNotWritable: Rule = {
  code: 'model-path-not-writable',
  severity: 'error',
  *check(project) {
    const path = project.config.paths.model_path;
    const format = modelFormat(path);
    // The ending is refused then.
    if (format === undefined) return;
    const expected = format === 'keras-h5' || path.toLowerCase().endsWith('.json') ? 'file' : 'folder';
    yield* notWritable(project, 'model_path', { facts: project.files.model, expected });
  },
};
