import { meant, write } from '../findings/fixes.ts';
import { at, type Rule } from './rule.ts';

/** The smallest inputs that keras.applications accepts (xception.py, mobilenet.py). */
const SMALLEST = { xception: 71, mobilenet: 32 };

/** The backbone's poolings leave something of the input. */
export const inputShapeTooSmall: Rule = {
  code: 'input-shape-too-small',
  severity: 'error',
  *check(project) {
    const { input_shape, backbone } = project.config.model;
    const smallest = SMALLEST[backbone];
    if (Math.min(...input_shape) >= smallest) return;
    const sizes = input_shape.map((size) => Math.max(size, smallest));
    const wanted = `[${sizes.join(', ')}]`;
    yield {
      message: `\`input_shape\` is [${input_shape.join(', ')}]; ${backbone} needs at least ${smallest} pixels in height and width. Write ${wanted} or more${
        backbone === 'xception' ? ', or use `backbone: mobilenet`, which needs 32' : ''
      }.`,
      location: at(project, ['model', 'input_shape']),
      ...meant(wanted, () => write(['model', 'input_shape'], sizes)),
    };
  },
};
