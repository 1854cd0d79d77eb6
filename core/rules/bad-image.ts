import { firstFew, quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { at, type CheckedProject, type Rule } from './rule.ts';

/** Images that are missing or broken: left out, or refused with `on_bad_image: fail`. */
export const badImage: Rule = {
  code: 'bad-image',
  severity: 'warning',
  *check(project) {
    const problems = project.imageProblems;
    const all = project.samples?.length ?? 0;
    if (problems.length === 0 || problems.length === all) return;
    const fails = project.config.model.on_bad_image === 'fail';
    yield {
      message: `${count(problems.length)} of ${count(all)} images cannot be used: ${badImages(project)}. ${
        fails
          ? 'With `on_bad_image: fail` every image must be sound: mend them, or write `on_bad_image: skip`.'
          : problems.length === 1
            ? 'Its row is left out.'
            : 'Their rows are left out.'
      }`,
      location: at(project, ['model', 'paths']),
      related: badImageRows(project),
      cells: { column: project.config.model.paths },
      severity: fails ? 'error' : 'warning',
    };
  },
};

/** The first bad images and what is wrong with each. */
export function badImages({ imageProblems }: CheckedProject): string {
  return firstFew(imageProblems.map(({ row, path, problem }) => `${quote(path)} (row ${row}: ${problem})`));
}

export function badImageRows({ imageProblems, dataframe }: CheckedProject) {
  return imageProblems.slice(0, 5).map(({ row, path, problem }) => ({
    message: `row ${row}: ${quote(path)}: ${problem}`,
    location: { file: dataframe.file, row },
  }));
}
