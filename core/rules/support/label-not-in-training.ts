import { quote } from '../../findings/words.ts';
import { counted } from '../../words.ts';
import { at, type CheckedProject, type RuleFinding } from '../rule.ts';

/** A finding for every label that some rows of the part have and no training row has. */
export function* labelsNotInTraining(
  project: CheckedProject,
  held: { part: 'validation' | 'test'; advice: string },
): Generator<RuleFinding> {
  const split = project.rows?.split;
  if (!split) return;
  const { train, [held.part]: heldOut } = split;
  for (const [taskIndex, { task, labels }] of project.tasks.entries()) {
    for (const [index, label] of labels.entries()) {
      const rows = heldOut.labels[taskIndex]?.[index] ?? 0;
      if (rows === 0 || train.labels[taskIndex]?.[index] !== 0) continue;
      yield {
        message: `${quote(label)} of ${quote(task)} is in ${counted(rows, `${held.part} row`)} and in no training row, so the network can never say it. ${held.advice}`,
        location: at(project, ['model', 'target_encoder', task, index]),
        related: heldOut.firstWith(taskIndex, index).map((row) => ({
          message: `row ${row}: ${quote(label)}`,
          location: { file: project.dataframe.file, row, column: task },
        })),
      };
    }
  }
}
