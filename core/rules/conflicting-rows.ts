import type { Sample } from '../dataframe/dataframe.ts';
import { firstFew, quote, sentenceList } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, type Rule } from './rule.ts';
import { repeatedImages } from './support/repeated-images.ts';

/** Rows of the same image agree on what it shows; an empty cell agrees with everything. */
export const conflictingRows: Rule = {
  code: 'conflicting-rows',
  severity: 'warning',
  *check(project) {
    const repeated = repeatedImages(project.samples ?? []);
    for (const [index, { task, labels }] of project.tasks.entries()) {
      const labelOf = (sample: Sample) => labels[sample.labels[index] ?? -1];
      const conflicts = repeated.map((rows) => onePerLabel(rows, labelOf)).filter(({ length }) => length > 1);
      if (conflicts.length === 0) continue;
      const said = (sample: Sample) => `row ${sample.row} says ${quote(labelOf(sample) ?? '')}`;
      const images = conflicts.map((rows) => `${quote(rows[0]?.imageText ?? '')} (${sentenceList(rows.map(said))})`);
      yield {
        message: `${counted(conflicts.length, 'image')} ${conflicts.length === 1 ? 'has' : 'have'} several rows that disagree on ${quote(task)}: ${firstFew(images, 3)}. Keep the right one of them, or leave the cell empty.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        cells: { column: task },
        related: conflicts
          .slice(0, 3)
          .flat()
          .map((sample) => ({
            message: `row ${sample.row}: ${quote(labelOf(sample) ?? '')}`,
            location: { file: project.dataframe.file, row: sample.row },
          })),
      };
    }
  },
};

/** The first row with each of the labels that the rows have. */
function onePerLabel(rows: readonly Sample[], labelOf: (sample: Sample) => string | undefined): Sample[] {
  const first = new Map<string, Sample>();
  for (const sample of rows) {
    const label = labelOf(sample);
    if (label !== undefined && !first.has(label)) first.set(label, sample);
  }
  return [...first.values()];
}
