import { firstFew, quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, type CheckedProject, type Rule, type RuleFinding } from './rule.ts';

/** An image that was trained on says nothing about images that were not. */
export const imageOnBothSides: Rule = {
  code: 'image-on-both-sides',
  severity: 'warning',
  *check(project) {
    yield* heldOut(project, 'validation');
    yield* heldOut(project, 'test');
  },
};

function* heldOut(project: CheckedProject, part: 'validation' | 'test'): Generator<RuleFinding> {
  const { images, shown } = project.rows?.split?.shared[part] ?? { images: 0, shown: [] };
  if (images === 0) return;
  const { split_method } = project.config.model;
  const [is, it] = images === 1 ? ['is', 'it'] : ['are', 'them'];
  const advice =
    split_method === 'column'
      ? 'Give all rows of an image the same part.'
      : 'Keep one row of each image, or say with `split_method: column` which rows validate.';
  const said = shown.map(({ trained, held }) => `${quote(held.image)} (rows ${trained.row} and ${held.row})`);
  yield {
    message: `${counted(images, 'image')} ${is} in a training row and in a ${part} row: ${firstFew(said, said.length, images)}. The network knows ${it} already, so the ${part} looks better than it is. ${advice}`,
    location: at(project, ['model', split_method === 'column' ? 'split_column' : 'paths']),
    cells: { column: project.config.model.paths },
    related: shown.flatMap(({ trained, held }) =>
      [trained, held].map(({ row, image }) => ({
        message: `row ${row}: ${quote(image)}`,
        location: { file: project.dataframe.file, row },
      })),
    ),
  };
}
