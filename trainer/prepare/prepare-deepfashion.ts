import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Garment } from '../../core/deepfashion/deepfashion.ts';
import { UserError } from '../../core/errors.ts';
import { type Files, writeError } from '../../core/files.ts';
import { type ProjectPlace, resolveProjectPath } from '../../core/paths.ts';
import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import { cropImages } from './crop-images.ts';
import { type CropPlan, planCrops } from './crop-plan.ts';
import type { CropOutcome } from './crop-protocol.ts';
import type { startCropThreads } from './crop-threads.ts';
import { fullDataset, type ModelledGarment, modelledGarments, modelSubset, processedSubset } from './dataset-rows.ts';
import { saveTable, type Table } from './table.ts';

export interface PrepareOptions {
  readonly place: ProjectPlace;
  readonly config: DatasetConfig;
  /** All that the check has found, in the order train, test, val. */
  readonly garments: readonly Garment[];
  readonly files: Files;
  /** How many crops are in work at once; as many as there are cores. */
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress(done: number, total: number): void;
  /** Who makes the crops; threads of their own unless said otherwise. */
  readonly startThreads?: typeof startCropThreads;
}

/** What was prepared, and what was not. */
export interface Prepared {
  /** Every dataframe as the config names it, with its number of rows. */
  readonly written: readonly { readonly path: string; readonly rows: number }[];
  readonly crops: { readonly made: number; readonly kept: number };
  /** Rows of the processed subset by their part. */
  readonly parts: Readonly<Record<Garment['part'], number>>;
  readonly leftOut: readonly { readonly garment: Garment; readonly reason: string }[];
  /** Garments whose box reached beyond the image, and was clipped. */
  readonly clipped: readonly Garment[];
}

/**
 * Makes the crops and dataframes that a dataset_config.yml describes. Ended early, by whatever, the next call goes on where it was.
 *
 * @throws UserError if no garment can be cropped or the disk refuses. The signal's reason, if it was asked to stop.
 */
export async function prepareDeepFashion(options: PrepareOptions): Promise<Prepared> {
  const { garments, config, place } = options;
  const { full_dataset_path, model_subset_path, processed_subset_path } = config.paths;
  const modelled = modelledGarments(garments, config);
  const plan = planCrops(modelled, config, place);
  await save(full_dataset_path, fullDataset(garments, config), options);
  await save(model_subset_path, modelSubset(modelled, config), options);
  const outcomes = await cropImages(plan.tasks, { ...options, folder: plan.folder, quality: config.crops.quality });
  const { cropped, ...notes } = takeStock(modelled, plan, outcomes);
  if (cropped.length === 0) throw nothingCropped(notes.leftOut);
  await save(processed_subset_path, processedSubset(cropped, config), options);
  const rowsOf = (part: Garment['part']) => cropped.filter(({ garment }) => garment.part === part).length;
  const count = (kind: CropOutcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    ...notes,
    written: [
      { path: full_dataset_path, rows: garments.length },
      { path: model_subset_path, rows: modelled.length },
      { path: processed_subset_path, rows: cropped.length },
    ],
    crops: { made: count('made'), kept: count('kept') },
    parts: { train: rowsOf('train'), test: rowsOf('test'), val: rowsOf('val') },
  };
}

async function save(path: string, table: Table, { place, files }: PrepareOptions): Promise<void> {
  const target = resolveProjectPath(path, place);
  try {
    await mkdir(dirname(target), { recursive: true });
  } catch (error) {
    throw writeError(error, 'the dataframe', target);
  }
  await saveTable(target, table, files);
}

/** What became of every row. */
function takeStock(modelled: readonly ModelledGarment[], { taskOfRow }: CropPlan, outcomes: readonly CropOutcome[]) {
  const cropped: ModelledGarment[] = [];
  const leftOut: { garment: Garment; reason: string }[] = [];
  const clipped: Garment[] = [];
  for (const [index, row] of modelled.entries()) {
    const { garment } = row;
    const outcome = outcomes[taskOfRow[index]!]!;
    if (outcome.kind === 'left-out') {
      leftOut.push({ garment, reason: outcome.reason });
    } else {
      cropped.push(row);
      if (outcome.record.clipped) clipped.push(garment);
    }
  }
  return { cropped, leftOut, clipped };
}

function nothingCropped([first]: Prepared['leftOut']): UserError {
  const example = first === undefined ? '' : ` The first, ${first.garment.file}: ${first.reason}.`;
  return new UserError(
    `Not one garment could be cropped, so the dataframe for training was not written.${example} Image paths start from paths.data_folder_prefix.`,
  );
}
