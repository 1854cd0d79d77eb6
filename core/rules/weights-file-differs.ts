import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** A file that is called as one that Keras publishes is that one. */
export const weightsFileDiffers: Rule = {
  code: 'weights-file-differs',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    const problem = project.files.weightsProblem;
    if (!problem || !('published' in problem)) return;
    const { published, found } = problem;
    yield {
      message: `${quote(project.config.model.weights)} has the name of a file that Keras publishes, but other bytes: its ${published.algorithm} is ${found}, not ${published.hex}. Download it again, or give weights of your own another name.`,
      location: at(project, ['model', 'weights']),
    };
  },
};
