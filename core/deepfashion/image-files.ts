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
  const folder = config.paths.cropped_folder.replace(/\/$/, '');
  return `${folder}/${cropName(config, garment)}`;
}

/** A crop's path below the crops' folder. */
export function cropName(config: DatasetConfig, garment: Pick<Garment, 'file'>): string {
  const path = imagePath(config, garment);
  const name = path.lastIndexOf('/');
  return name <= 0 ? path : path.slice(path.lastIndexOf('/', name - 1) + 1);
}

/** The absolute path of the folder that the lists' paths start in. */
export function imageFolder({ paths }: DatasetConfig, place: ProjectPlace): string {
  return resolveProjectPath(paths.data_folder_prefix, place);
}

/** The absolute path of a garment's image. */
export function imageFileResolver(config: DatasetConfig, place: ProjectPlace): (garment: Garment) => string {
  const folder = imageFolder(config, place);
  return ({ file }) => resolve(folder, file);
}
