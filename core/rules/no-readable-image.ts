import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { badImageRows, badImages } from './bad-image.ts';
import { at, type Rule } from './rule.ts';

/** At least one image can be read; when none can, the paths are most likely looked up in the wrong folder. */
export const noReadableImage: Rule = {
  code: 'no-readable-image',
  severity: 'error',
  *check(project) {
    const all = project.samples?.length ?? 0;
    if (all === 0 || project.imageProblems.length < all) return;
    yield {
      message: `None of the ${counted(all, 'image')} can be used: ${badImages(project)}. Image paths in the column ${quote(project.config.model.paths)} resolve against the project root, then against the dataframe's folder.`,
      location: at(project, ['model', 'paths']),
      related: badImageRows(project),
      cells: { column: project.config.model.paths },
    };
  },
};
