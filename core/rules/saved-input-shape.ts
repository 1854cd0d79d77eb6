import { fixedBy, write } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** The model at model_path was trained at this size; one of another size takes its place. */
export const savedInputShape: Rule = {
  code: 'saved-input-shape',
  severity: 'info',
  *check(project) {
    const { savedInputSize } = project.files;
    const { input_shape } = project.config.model;
    if (!savedInputSize || savedInputSize.every((size, side) => size === input_shape[side])) return;
    const saved = `[${savedInputSize.join(', ')}]`;
    yield {
      message: `The model at ${quote(project.config.paths.model_path)} was saved with \`input_shape: ${saved}\`; training would replace it by one of [${input_shape.join(', ')}]. To keep it, name another \`model_path\`.`,
      location: at(project, ['model', 'input_shape']),
      suggestion: saved,
      // Another size may be just what is wanted: so it is not the preferred one.
      ...fixedBy(write(['model', 'input_shape'], [...savedInputSize])),
    };
  },
};
