import { UserError } from '../../core/errors.ts';
import { escapeControls, quote } from '../../core/findings/words.ts';
import type { ModelMetadata } from '../../schemas/types/model-metadata.ts';
import type { Probabilities } from '../predict/probabilities.ts';

/** How far apart two probabilities of one label may be: far above rounding, far below what anyone would act upon. */
export const TOLERANCE = 1e-4;

/** The two sides of a comparison, and what their numbers are about. */
export interface Comparison {
  readonly original: Probabilities;
  readonly exported: Probabilities;
  readonly tasks: ModelMetadata['tasks'];
  /** Paths, in the order of the probabilities. */
  readonly images: readonly string[];
}

/**
 * The largest difference between the two probabilities of any label, for any image.
 *
 * @throws UserError that names the image, the task and the label if it is more than TOLERANCE, or no number.
 */
export function agreement({ original, exported, tasks, images }: Comparison): number {
  let largest = 0;
  for (const [t, { task, labels }] of tasks.entries()) {
    for (const [i, image] of images.entries()) {
      for (const [l, label] of labels.entries()) {
        const [was, is] = [original[t]![i]![l]!, exported[t]![i]![l]!];
        const difference = Math.abs(is - was);
        // Said this way round, it holds for NaN as well.
        if (!(difference <= TOLERANCE)) throw disagreement(image, task, label, was, is);
        largest = Math.max(largest, difference);
      }
    }
  }
  return largest;
}

function disagreement(image: string, task: string, label: string, was: number, is: number): UserError {
  return new UserError(
    `The exported model does not say what the original says: for ${escapeControls(image)}, ${quote(task)} is ${quote(label)} with ${shown(is)} instead of ${shown(was)}, ` +
      `a difference of ${Math.abs(is - was).toExponential(1)} where ${TOLERANCE} is allowed. It was not kept. ` +
      'Another runtime, such as --runtime wasm, may compute the original more exactly.',
  );
}

const shown = (probability: number): string => probability.toFixed(5);
