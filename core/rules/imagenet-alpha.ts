import { PUBLISHED_ALPHAS } from '../config/imagenet.ts';
import { meant, write } from '../findings/fixes.ts';
import { sentenceList } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** ImageNet weights exist for the backbone's width. */
export const imagenetAlpha: Rule = {
  code: 'imagenet-alpha',
  severity: 'error',
  *check(project) {
    const { alpha, backbone, weights } = project.config.model;
    if (backbone !== 'mobilenet' || weights !== 'imagenet' || PUBLISHED_ALPHAS.some((published) => published === alpha))
      return;
    const closest = (PUBLISHED_ALPHAS as readonly number[]).reduce((best, other) =>
      Math.abs(other - alpha) < Math.abs(best - alpha) ? other : best,
    );
    yield {
      message: `\`alpha\` is ${alpha}, but ImageNet weights exist only for ${sentenceList(PUBLISHED_ALPHAS.map(String))}. Write ${closest}, or \`weights: none\`.`,
      location: at(project, ['model', 'alpha']),
      ...meant(String(closest), () => write(['model', 'alpha'], closest), write(['model', 'weights'], 'none')),
    };
  },
};
