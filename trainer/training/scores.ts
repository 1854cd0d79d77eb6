import type { TaskScore } from '../../schemas/types/report.ts';

/**
 * How well the predicted labels of one task match the true ones.
 *
 * @param truth Indices of labels, one per labelled row.
 * @param predicted As long as truth.
 * @param labels How many labels the task has.
 * @param commonest Index of the label most common among the training rows, undefined if none is labelled.
 */
export function taskScore(
  truth: readonly number[],
  predicted: readonly number[],
  labels: number,
  commonest: number | undefined,
): TaskScore {
  const confusion = confusionMatrix(truth, predicted, labels);
  const rows = truth.length;
  const share = (n: number) => (rows === 0 ? null : n / rows);
  return {
    rows,
    accuracy: share(confusion.reduce((sum, row, label) => sum + (row[label] as number), 0)),
    macro_f1: macroF1(confusion),
    majority: commonest === undefined ? null : share(sum(confusion[commonest] as number[])),
    confusion,
  };
}

/** Rows: true label; columns: predicted label. */
function confusionMatrix(truth: readonly number[], predicted: readonly number[], labels: number): number[][] {
  const confusion = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  for (const [i, label] of truth.entries()) {
    const row = confusion[label] as number[];
    row[predicted[i] as number] = (row[predicted[i] as number] as number) + 1;
  }
  return confusion;
}

/**
 * scikit-learn's f1_score(average='macro'): the mean of 2·TP / (2·TP + FP + FN) over the labels that occur in truth or prediction.
 * null: there are no rows.
 */
function macroF1(confusion: readonly (readonly number[])[]): number | null {
  const scores = confusion.flatMap((row, label) => {
    const hits = row[label] as number;
    const occurrences = sum(row) + sum(confusion.map((other) => other[label] as number));
    return occurrences === 0 ? [] : [(2 * hits) / occurrences];
  });
  return scores.length === 0 ? null : sum(scores) / scores.length;
}

/** The first of the most frequent labels; undefined if no row is labelled. */
export function commonestLabel(counts: readonly number[]): number | undefined {
  const largest = Math.max(...counts);
  return largest > 0 ? counts.indexOf(largest) : undefined;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
