import { firstFew, quote } from '../findings/words.ts';
import type { ImageFacts } from '../rows/image-states.ts';
import { count } from '../words.ts';
import { at, type CheckedProject, type Rule } from './rule.ts';

/** Images that are missing or broken: left out, or refused with `on_bad_image: fail`. */
export const badImage: Rule = {
  code: 'bad-image',
  severity: 'warning',
  *check(project) {
    const images = project.rows?.images;
    if (!images || images.bad === 0 || images.bad === images.rows) return;
    const fails = project.config.model.on_bad_image === 'fail';
    yield {
      message: `${count(images.bad)} of ${count(images.rows)} images cannot be used: ${badImages(images)}. ${
        fails
          ? 'With `on_bad_image: fail` every image must be sound: mend them, or write `on_bad_image: skip`.'
          : images.bad === 1
            ? 'Its row is left out.'
            : 'Their rows are left out.'
      }`,
      location: at(project, ['model', 'paths']),
      related: badImageRows(project, images),
      cells: { column: project.config.model.paths },
      severity: fails ? 'error' : 'warning',
    };
  },
};

/** The first bad images and what is wrong with each. */
export function badImages({ bad, problems }: ImageFacts): string {
  const said = problems.map(({ row, path, problem }) => `${quote(path)} (row ${row}: ${problem})`);
  return firstFew(said, 5, bad);
}

export function badImageRows({ dataframe }: CheckedProject, { problems }: ImageFacts) {
  return problems.slice(0, 5).map(({ row, path, problem }) => ({
    message: `row ${row}: ${quote(path)}: ${problem}`,
    location: { file: dataframe.file, row },
  }));
}
