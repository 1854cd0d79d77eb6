import { readDataframe } from '../../core/dataframe/read-samples.ts';
import { UserError } from '../../core/errors.ts';
import { type ProjectPlace, resolveProjectPath } from '../../core/paths.ts';
import type { Config } from '../../schemas/types/config.ts';

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
