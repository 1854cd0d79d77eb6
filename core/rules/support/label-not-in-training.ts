import type { Sample } from '../../dataframe/dataframe.ts';
import { quote } from '../../findings/words.ts';
import { counted } from '../../words.ts';
import { at, type CheckedProject, type RuleFinding } from '../rule.ts';
import { labelCounts } from './label-counts.ts';

/** A finding for every label that some of these samples have and no training row has. */
export function* labelsNotInTraining(
  project: CheckedProject,
  held: { samples: readonly Sample[]; part: 'validation' | 'test'; advice: string },
): Generator<RuleFinding> {
  if (!project.split) return;
  const trained = labelCounts(project.split.train, project.tasks);
  const heldOut = labelCounts(held.samples, project.tasks);
  for (const [taskIndex, { task, labels }] of project.tasks.entries()) {
    for (const [index, label] of labels.entries()) {
      const rows = heldOut[taskIndex]?.[index] ?? 0;
      if (rows === 0 || trained[taskIndex]?.[index] !== 0) continue;
      yield {
        message: `${quote(label)} of ${quote(task)} is in ${counted(rows, `${held.part} row`)} and in no training row, so the network can never say it. ${held.advice}`,
        location: at(project, ['model', 'target_encoder', task, index]),
        related: held.samples
          .filter((sample) => sample.labels[taskIndex] === index)
          .slice(0, 3)
          .map(({ row }) => ({
            message: `row ${row}: ${quote(label)}`,
            location: { file: project.dataframe.file, row, column: task },
          })),
      };
    }
  }
}
