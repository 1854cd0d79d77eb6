import { resolve } from 'node:path';
import type { DatasetConfig } from '../../schemas/types/dataset-config.ts';
import { type ProjectPlace, resolveProjectPath } from '../paths.ts';
import type { Garment } from './deepfashion.ts';

/** The path of a garment's image as dataframes write it: the prefix, a slash, and the path of the list. */
export function imagePath({ paths }: DatasetConfig, { file }: Pick<Garment, 'file'>): string {
  return `${paths.data_folder_prefix}/${file}`;
}

/** The path of a garment's crop as dataframes write it: below the crops' folder, under the last two parts of its image's path. */
export function cropPath(config: DatasetConfig, garment: Pick<Garment, 'file'>): string {
  return [config.paths.cropped_folder, ...imagePath(config, garment).split('/').slice(-2)].join('/');
}

/** The absolute path of a garment's image. */
export function imageFileResolver({ paths }: DatasetConfig, place: ProjectPlace): (garment: Garment) => string {
  const folder = resolveProjectPath(paths.data_folder_prefix, place);
  return ({ file }) => resolve(folder, file);
}
