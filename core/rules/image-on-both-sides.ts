import type { Sample } from '../dataframe/dataframe.ts';
import { firstFew, quote } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, type CheckedProject, type Rule, type RuleFinding } from './rule.ts';
import { repeatedImages } from './support/repeated-images.ts';

/** An image that was trained on says nothing about images that were not. */
export const imageOnBothSides: Rule = {
  code: 'image-on-both-sides',
  severity: 'warning',
  *check(project) {
    const { split, samples } = project;
    if (!split || !samples || repeatedImages(samples).length === 0) return;
    const trained = new Map<string, Sample>();
    for (const sample of split.train) if (!trained.has(sample.image)) trained.set(sample.image, sample);
    yield* heldOut(project, { part: 'validation', samples: split.validation, trained });
    yield* heldOut(project, { part: 'test', samples: split.test, trained });
  },
};

interface Held {
  readonly part: 'validation' | 'test';
  readonly samples: readonly Sample[];
  /** The first training row of each image. */
  readonly trained: ReadonlyMap<string, Sample>;
}

function* heldOut(project: CheckedProject, { part, samples, trained }: Held): Generator<RuleFinding> {
  const pairs = new Map<string, readonly [Sample, Sample]>();
  for (const sample of samples) {
    const twin = trained.get(sample.image);
    if (twin && !pairs.has(sample.image)) pairs.set(sample.image, [twin, sample]);
  }
  if (pairs.size === 0) return;
  const { split_method } = project.config.model;
  const [is, it] = pairs.size === 1 ? ['is', 'it'] : ['are', 'them'];
  const advice =
    split_method === 'column'
      ? 'Give all rows of an image the same part.'
      : 'Keep one row of each image, or say with `split_method: column` which rows validate.';
  const shown = [...pairs.values()];
  yield {
    message: `${counted(pairs.size, 'image')} ${is} in a training row and in a ${part} row: ${firstFew(
      shown.map(([twin, sample]) => `${quote(sample.imageText)} (rows ${twin.row} and ${sample.row})`),
      3,
    )}. The network knows ${it} already, so the ${part} looks better than it is. ${advice}`,
    location: at(project, ['model', split_method === 'column' ? 'split_column' : 'paths']),
    cells: { column: project.config.model.paths },
    related: shown
      .slice(0, 3)
      .flat()
      .map(({ row, imageText }) => ({
        message: `row ${row}: ${quote(imageText)}`,
        location: { file: project.dataframe.file, row },
      })),
  };
}
