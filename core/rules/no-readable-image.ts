import { quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { badImageRows, badImages } from './bad-image.ts';
import { at, type Rule } from './rule.ts';

/** At least one image can be read; when none can, the paths are most likely looked up in the wrong folder. */
export const noReadableImage: Rule = {
  code: 'no-readable-image',
  severity: 'error',
  *check(project) {
    const images = project.rows?.images;
    if (!images || images.rows === 0 || images.bad < images.rows) return;
    yield {
      message: `None of the ${counted(images.rows, 'image')} can be used: ${badImages(images)}. Image paths in the column ${quote(project.config.model.paths)} resolve against the project root, then against the dataframe's folder.`,
      location: at(project, ['model', 'paths']),
      related: badImageRows(project, images),
      cells: { column: project.config.model.paths },
    };
  },
};
