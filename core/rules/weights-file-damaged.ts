import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** The weight file can be read as far as its first bytes tell. */
export const weightsFileDamaged: Rule = {
  code: 'weights-file-damaged',
  severity: 'error',
  *check(project) {
    const problem = project.files.weightsProblem;
    if (!problem || !('damage' in problem)) return;
    yield {
      message: `\`weights\` is ${quote(project.config.model.weights)}, which cannot be read as weights: ${problem.damage}. Put a whole Keras .h5 weight file there, or write \`imagenet\`, which is downloaded.`,
      location: at(project, ['model', 'weights']),
    };
  },
};
