import { badImage } from './bad-image.ts';
import { batchLargerThanData } from './batch-larger-than-data.ts';
import { conflictingRows } from './conflicting-rows.ts';
import { emptyImageCell } from './empty-image-cell.ts';
import { frozenRandomBackbone } from './frozen-random-backbone.ts';
import { historyPathNotWritable } from './history-path-not-writable.ts';
import { imageOnBothSides } from './image-on-both-sides.ts';
import { imagenetAlpha } from './imagenet-alpha.ts';
import { imbalancedLabels } from './imbalanced-labels.ts';
import { inputShapeTooSmall } from './input-shape-too-small.ts';
import { kerasTaskName } from './keras-task-name.ts';
import { labelNotInValidation } from './label-not-in-validation.ts';
import { labelOnlyInTest } from './label-only-in-test.ts';
import { labelOnlyInValidation } from './label-only-in-validation.ts';
import { labelsAlike } from './labels-alike.ts';
import { learningRateWrecksPretrained } from './learning-rate-wrecks-pretrained.ts';
import { minLr } from './min-lr.ts';
import { missingImageColumn } from './missing-image-column.ts';
import { missingLabels } from './missing-labels.ts';
import { missingTaskColumn } from './missing-task-column.ts';
import { modelPathFormat } from './model-path-format.ts';
import { modelPathNotWritable } from './model-path-not-writable.ts';
import { noLossWeight } from './no-loss-weight.ts';
import { noReadableImage } from './no-readable-image.ts';
import { patience } from './patience.ts';
import { rangeReversed } from './range-reversed.ts';
import { referenceRecipe } from './reference-recipe.ts';
import type { Rule } from './rule.ts';
import { savedInputShape } from './saved-input-shape.ts';
import { splitColumnMissing } from './split-column-missing.ts';
import { splitColumnUnused } from './split-column-unused.ts';
import { splitValue } from './split-value.ts';
import { stepMemoryFits } from './step-memory.ts';
import { targetName } from './target-name.ts';
import { targetOrder } from './target-order.ts';
import { taskNameCollision } from './task-name-collision.ts';
import { taskWithoutLabelledRows } from './task-without-labelled-rows.ts';
import { tooFewRows } from './too-few-rows.ts';
import { unknownLabel } from './unknown-label.ts';
import { unknownTask } from './unknown-task.ts';
import { unusedLabel } from './unused-label.ts';
import { weightsFileDamaged } from './weights-file-damaged.ts';
import { weightsFileDiffers } from './weights-file-differs.ts';
import { weightsFileMissing } from './weights-file-missing.ts';

/** Every rule. The editor, `multitask check` and the start of training all run this list. */
export const rules: readonly Rule[] = [
  badImage,
  batchLargerThanData,
  conflictingRows,
  imageOnBothSides,
  imbalancedLabels,
  labelsAlike,
  emptyImageCell,
  frozenRandomBackbone,
  historyPathNotWritable,
  imagenetAlpha,
  inputShapeTooSmall,
  labelNotInValidation,
  kerasTaskName,
  labelOnlyInTest,
  labelOnlyInValidation,
  learningRateWrecksPretrained,
  minLr,
  missingImageColumn,
  missingLabels,
  missingTaskColumn,
  modelPathFormat,
  modelPathNotWritable,
  noLossWeight,
  noReadableImage,
  patience,
  rangeReversed,
  referenceRecipe,
  savedInputShape,
  splitColumnMissing,
  splitColumnUnused,
  splitValue,
  stepMemoryFits,
  targetName,
  targetOrder,
  taskNameCollision,
  taskWithoutLabelledRows,
  tooFewRows,
  unknownLabel,
  unknownTask,
  unusedLabel,
  weightsFileDamaged,
  weightsFileDiffers,
  weightsFileMissing,
];
