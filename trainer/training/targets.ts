import type { Sample } from '../../core/dataframe/dataframe.ts';

/** What one head has to learn from a batch. Rows without a label for the task, padding and unreadable images have mask 0. */
export interface HeadTargets {
  /** [rows, labels], one-hot; all zero where the mask is 0. */
  readonly oneHot: Float32Array;
  /** [rows] 1 or 0. */
  readonly mask: Float32Array;
  /**
   * [rows] How much each row's cross-entropy adds to the task's loss: mask × class weight / labelled rows of the batch. So the loss is
   * Keras' sample-weighted mean: the weighted sum divided by the number of rows (not by the sum of weights), counting labelled rows
   * only. A batch without labels for the task adds 0.
   */
  readonly weights: Float32Array;
  readonly labelled: number;
}

/**
 * @param usable Per row, whether it counts; false for padding and for images that could not be read.
 * @param classWeights task → label → weight.
 */
export function headTargets(
  samples: readonly Sample[],
  usable: readonly boolean[],
  classWeights: readonly (readonly number[])[],
): HeadTargets[] {
  return classWeights.map((weightOf, task) => {
    const labels = samples.map((sample, row) => (usable[row] ? (sample.labels[task] as number) : -1));
    const labelled = labels.reduce((n, label) => n + (label >= 0 ? 1 : 0), 0);
    const oneHot = new Float32Array(labels.length * weightOf.length);
    const mask = new Float32Array(labels.length);
    const weights = new Float32Array(labels.length);
    for (const [row, label] of labels.entries()) {
      if (label < 0) continue;
      oneHot[row * weightOf.length + label] = 1;
      mask[row] = 1;
      weights[row] = (weightOf[label] as number) / labelled;
    }
    return { oneHot, mask, weights, labelled };
  });
}
