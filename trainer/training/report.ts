import type { Task } from '../../core/config/tasks.ts';
import type { Split } from '../../core/dataframe/dataframe.ts';
import type { Report, TaskReport, TaskScore, WorstImage } from '../../schemas/types/report.ts';
import { labelCounts } from './class-weights.ts';
import { type Predictions, rowPredictions } from './predictions.ts';
import { commonestLabel, taskScore } from './scores.ts';

const MOST_WORST_IMAGES = 50;

export interface PartPredictions {
  readonly validation: Predictions;
  /** Left out: there are no test rows, or the run was stopped. */
  readonly test: Predictions | undefined;
}

/** The parts of a report that predictions decide. */
export function resultsOf(
  tasks: readonly Task[],
  split: Split,
  parts: PartPredictions,
): Pick<Report, 'tasks' | 'worstImages'> {
  const reports = tasks.map((task, t): [string, TaskReport] => {
    const commonest = commonestLabel(labelCounts(split.train, t, task.labels.length));
    const score = (predictions: Predictions) => scoreOf(predictions, t, task.labels.length, commonest);
    return [
      task.task,
      {
        labels: [...task.labels],
        validation: score(parts.validation),
        ...(parts.test && { test: score(parts.test) }),
      },
    ];
  });
  return { tasks: Object.fromEntries(reports), worstImages: worstImages(tasks, parts) };
}

/** Accuracy on `part` of always saying the label most common among `train`: the floor to beat. null: no row of the part is labelled. */
export function majorityFloor(split: Split, part: 'validation' | 'test', task: number, labels: number): number | null {
  const commonest = commonestLabel(labelCounts(split.train, task, labels));
  const counts = labelCounts(split[part], task, labels);
  const rows = counts.reduce((sum, n) => sum + n, 0);
  return commonest === undefined || rows === 0 ? null : (counts[commonest] as number) / rows;
}

function scoreOf(predictions: Predictions, task: number, labels: number, commonest: number | undefined): TaskScore {
  const rows = [...rowPredictions(predictions, task, labels)];
  return taskScore(
    rows.map(({ label }) => label),
    rows.map(({ predicted }) => predicted),
    labels,
    commonest,
  );
}

/** Images that are predicted wrongly, those with the highest loss first. */
function worstImages(tasks: readonly Task[], parts: PartPredictions): WorstImage[] {
  const all = (['validation', 'test'] as const).flatMap((part) =>
    tasks.flatMap(({ task, labels }, t) => {
      const predictions = parts[part];
      const rows = predictions ? [...rowPredictions(predictions, t, labels.length)] : [];
      return rows
        .filter(({ label, predicted }) => label !== predicted)
        .map(({ sample, label, predicted, probability, loss }) => ({
          loss,
          image: {
            row: sample.row,
            path: sample.imageText,
            part,
            task,
            label: labels[label] as string,
            predicted: labels[predicted] as string,
            probability,
          },
        }));
    }),
  );
  return all
    .sort((a, b) => b.loss - a.loss || a.image.row - b.image.row)
    .slice(0, MOST_WORST_IMAGES)
    .map(({ image }) => image);
}
