import { fixedBy, write } from '../findings/fixes.ts';
import { at, type Rule } from './rule.ts';

/** Freezing keeps what was learnt before; random weights have learnt nothing. */
export const frozenRandomBackbone: Rule = {
  code: 'frozen-random-backbone',
  severity: 'warning',
  *check(project) {
    const { weights, freeze_convolutional_layers } = project.config.model;
    if (weights !== 'none' || !freeze_convolutional_layers) return;
    yield {
      message:
        'The backbone starts random (`weights: none`) and is frozen, so it never learns to see. Write `weights: imagenet`, or `freeze_convolutional_layers: false`.',
      location: at(project, ['model', 'freeze_convolutional_layers']),
      ...fixedBy(write(['model', 'weights'], 'imagenet'), write(['model', 'freeze_convolutional_layers'], false)),
    };
  },
};
