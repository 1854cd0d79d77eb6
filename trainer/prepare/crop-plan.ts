import { resolve, sep } from 'node:path';
import { cropName, cropPath, imageFileResolver } from '../../core/deepfashion/image-files.ts';
import { UserError } from '../../core/errors.ts';
import { quote } from '../../core/findings/words.ts';
import { type ProjectPlace, resolveProjectPath } from '../../core/paths.ts';
import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import type { CropTask } from './crop-protocol.ts';
import type { ModelledGarment } from './dataset-rows.ts';

export interface CropPlan {
  /** Absolute path of the folder of the crops. */
  readonly folder: string;
  /** Each crop once, in the order of the rows that need it first. */
  readonly tasks: readonly CropTask[];
  /** By row: the place of its crop in `tasks`. */
  readonly taskOfRow: readonly number[];
}

/**
 * Where each garment's crop goes, as the check knows it: no two different crops to one place, none over an image. Rows with the same image and
 * box share a crop.
 *
 * @throws UserError if a crop would lie outside of the crops' folder.
 */
export function planCrops(rows: readonly ModelledGarment[], config: DatasetConfig, place: ProjectPlace): CropPlan {
  const { cropped_folder } = config.paths;
  const folder = resolveProjectPath(cropped_folder, place);
  const sourceOf = imageFileResolver(config, place);
  const tasks: CropTask[] = [];
  const taskAt = new Map<string, number>();
  const taskOfRow = rows.map(({ garment }) => {
    const target = resolve(folder, cropName(config, garment));
    if (!target.startsWith(folder + sep)) {
      throw new UserError(
        `The crop ${quote(cropPath(config, garment))} would lie outside of ${quote(cropped_folder)}. Write data_folder_prefix without ".." at its end.`,
      );
    }
    const task = taskAt.get(target) ?? tasks.push({ source: sourceOf(garment), target, box: garment.box }) - 1;
    taskAt.set(target, task);
    return task;
  });
  return { folder, tasks, taskOfRow };
}
