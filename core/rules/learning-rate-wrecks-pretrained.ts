import { meant, write } from '../findings/fixes.ts';
import { rate } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** Adam still trains at this rate: its reducer brings it down at the first plateau. */
const LARGEST = 1e-2;

/** Large steps in the first epochs overwrite what an unfrozen backbone was pretrained for. */
export const learningRateWrecksPretrained: Rule = {
  code: 'learning-rate-wrecks-pretrained',
  severity: 'warning',
  *check(project) {
    const { learning_rate, weights, freeze_convolutional_layers } = project.config.model;
    if (weights === 'none' || freeze_convolutional_layers || learning_rate <= LARGEST) return;
    yield {
      message: `A learning rate of ${rate(learning_rate)} soon destroys the pretrained weights of a backbone that is not frozen. Write \`learning_rate: 0.0001\`, or \`freeze_convolutional_layers: true\`.`,
      location: at(project, ['model', 'learning_rate']),
      ...meant(
        '0.0001',
        () => write(['model', 'learning_rate'], 0.0001),
        write(['model', 'freeze_convolutional_layers'], true),
      ),
    };
  },
};
