import { firstFew, quote, sentenceList } from '../findings/words.ts';
import { counted } from '../words.ts';
import { at, type Rule } from './rule.ts';

/** Rows of the same image agree on what it shows; an empty cell agrees with everything. */
export const conflictingRows: Rule = {
  code: 'conflicting-rows',
  severity: 'warning',
  *check(project) {
    for (const [index, { task, labels }] of project.tasks.entries()) {
      const { images, shown } = project.rows?.conflicts?.[index] ?? { images: 0, shown: [] };
      if (images === 0) continue;
      const label = (index: number) => quote(labels[index] as string);
      const said = shown.map(({ image, rows }) => {
        return `${quote(image)} (${sentenceList(rows.map((row) => `row ${row.row} says ${label(row.label)}`))})`;
      });
      yield {
        message: `${counted(images, 'image')} ${images === 1 ? 'has' : 'have'} several rows that disagree on ${quote(task)}: ${firstFew(said, said.length, images)}. Keep the right one of them, or leave the cell empty.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
        cells: { column: task },
        related: shown
          .flatMap(({ rows }) => rows)
          .map((row) => ({
            message: `row ${row.row}: ${label(row.label)}`,
            location: { file: project.dataframe.file, row: row.row },
          })),
      };
    }
  },
};
