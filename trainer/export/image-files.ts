import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { fileReason } from '../../core/images/unusable.ts';
import { listImages } from '../../core/init/list-images.ts';
import { type ProjectPlace, resolveProjectPath } from '../../core/paths.ts';
import { readDataframe } from '../../core/rows/read-samples.ts';
import type { Config } from '../../schemas/types/config.ts';

/** Files as they are named, and of folders the image files in them and below, by name, without hidden ones. Rejects with a UserError for a path that is not there. */
export async function imageFilesIn(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all(paths.map(async (path) => ((await isFolder(path)) ? imagesBelow(path) : [path])));
  return files.flat();
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw new UserError(`The image ${path} cannot be used: ${fileReason(error)}.`, { cause: error });
  }
}

async function imagesBelow(folder: string): Promise<string[]> {
  return (await listImages(folder)).map((path) => join(folder, path));
}

/** The images of a config's dataframe, by row. Rejects with a UserError if there is none that training could use. */
export async function dataframeImages(config: Config, place: ProjectPlace): Promise<string[]> {
  const file = resolveProjectPath(config.paths.model_dataframe, place);
  const { dataframe, samples } = await readDataframe(file, config, place);
  if (samples.length > 0) return samples.map(({ image }) => image);
  const [problem] = dataframe.problems;
  throw new UserError(
    `${file} names no image to compare the exported model on${problem ? ` (${problem.message})` : ''}. ` +
      `multitask check ${place.configFile} says why; --images takes images from elsewhere.`,
  );
}
