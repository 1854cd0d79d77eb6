import type { DatasetRule } from '../dataset-rule.ts';
import { categoryInTwoGroups } from './category-in-two-groups.ts';
import { cropCollision } from './crop-collision.ts';
import { cropsOverImages } from './crops-over-images.ts';
import { groupWithoutGarments } from './group-without-garments.ts';
import { imageInTwoParts } from './image-in-two-parts.ts';
import { outputPathFormat } from './output-path-format.ts';
import { outputPathNotWritable } from './output-path-not-writable.ts';
import { outputPathTwice } from './output-path-twice.ts';
import { unknownCategory } from './unknown-category.ts';
import { unknownGroup } from './unknown-group.ts';

/** Every rule that a dataset is checked with. What its lists say and where its boxes lie is judged as they are read. */
export const datasetRules: readonly DatasetRule[] = [
  unknownCategory,
  categoryInTwoGroups,
  unknownGroup,
  groupWithoutGarments,
  imageInTwoParts,
  cropCollision,
  cropsOverImages,
  outputPathFormat,
  outputPathTwice,
  outputPathNotWritable,
];
