import { meant, write } from '../findings/fixes.ts';
import { nearest } from '../findings/nearest.ts';
import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** A weight file that the config names is there. */
export const weightsFileMissing: Rule = {
  code: 'weights-file-missing',
  severity: 'error',
  *check(project) {
    const facts = project.files.weights;
    if (!facts || facts.kind === 'file') return;
    const weights = project.config.model.weights;
    const suggestion = nearest(weights, ['imagenet', 'none']);
    const what = facts.kind === 'missing' ? 'and there is no such file' : 'and that is not a file';
    yield {
      message: `\`weights\` is ${quote(weights)}, ${what} (${quote(facts.path)}). ${
        suggestion === undefined
          ? 'Write `imagenet`, `none`, or the path of a Keras .h5 weight file without top.'
          : `Did you mean ${quote(suggestion)}?`
      }`,
      location: at(project, ['model', 'weights']),
      ...meant(suggestion, (meantWeights) => write(['model', 'weights'], meantWeights)),
    };
  },
};
