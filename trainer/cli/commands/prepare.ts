import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { hasErrors } from '../../../core/check.ts';
import { checkDatasetConfig, type DatasetCheck } from '../../../core/dataset-config/check-dataset-config.ts';
import { UserError } from '../../../core/errors.ts';
import { countFindings } from '../../../core/findings/count-findings.ts';
import { formatFinding } from '../../../core/findings/format-finding.ts';
import type { ProjectPlace } from '../../../core/paths.ts';
import { LEFT_AT_ONCE, stopOnSignals } from '../stop-on-signals.ts';
import { createCropProgress } from '../terminal/crop-progress.ts';
import { preparedAsJson, preparedLines } from '../terminal/prepared.ts';
import { colorsFor } from '../terminal/style.ts';

interface Options {
  readonly root?: string;
  readonly json?: true;
}

export function registerPrepare(program: Command): void {
  program
    .command('prepare')
    .description('make a dataset ready for training')
    .command('deepfashion')
    .description("turn DeepFashion's lists and images into dataframes and crops, as a dataset_config.yml says")
    .argument('<config>', 'the config file, such as dataset_config.yml')
    .option('--root <dir>', 'the project root that paths resolve against (default: the working directory)')
    .option('--json', 'print one JSON object: v, written, crops, parts, left_out, clipped')
    .addHelpText(
      'after',
      [
        '',
        'Crops that are there already, made of the same image and box, are not made again. Ctrl-C stops; the same command goes on from there.',
        'Exit codes: 0 prepared, perhaps without garments whose image cannot be used (they are listed); 1 something to mend; 130 stopped.',
        '',
        'Example:',
        '  multitask prepare deepfashion dataset_config.yml',
      ].join('\n'),
    )
    .action(prepare);
}

async function prepare(configFile: string, { root = process.cwd(), json }: Options): Promise<void> {
  const place = { configFile: resolve(configFile), root: resolve(root) };
  const stop = stopOnSignals();
  const progress = createCropProgress(process.stderr);
  try {
    const { config, garments } = await checked(place, stop.signal);
    if (config === undefined || garments === undefined) {
      process.exitCode = 1;
      return;
    }
    // Loaded here, so that a config with errors is told of them without waiting for sharp.
    const { prepareDeepFashion } = await import('../../prepare/prepare-deepfashion.ts');
    const { disk } = await import('../../../core/files.ts');
    const prepared = await prepareDeepFashion({
      ...{ place, config, garments, files: disk, threads: availableParallelism(), signal: stop.signal },
      onProgress: progress.show,
    });
    progress.close();
    const { stdout } = process;
    const text = json
      ? JSON.stringify(preparedAsJson(prepared))
      : preparedLines(prepared, config, colorsFor(stdout)).join('\n');
    stdout.write(`${text}\n`);
  } catch (error) {
    progress.close();
    // A full disk is told also to somebody who stops meanwhile.
    if (!stop.signal.aborted || error instanceof UserError) throw error;
    process.stderr.write('Stopped. The crops that are made are kept; the same command goes on from there.\n');
    process.exitCode = LEFT_AT_ONCE;
  } finally {
    stop.close();
  }
}

/** Prints what is wrong with the dataset; without a config and garments where that stands in the way. */
async function checked(place: ProjectPlace, signal: AbortSignal): Promise<Pick<DatasetCheck, 'config' | 'garments'>> {
  const { config, garments, findings } = await checkDatasetConfig({ ...place, signal });
  const colors = colorsFor(process.stderr).isColorSupported;
  for (const finding of findings.filter(({ severity }) => severity !== 'info')) {
    process.stderr.write(`${formatFinding(finding, { root: place.root, colors })}\n`);
  }
  if (!hasErrors(findings)) return { config, garments };
  process.stderr.write(`Nothing was prepared: ${countFindings(findings)}.\n`);
  return { config: undefined, garments: undefined };
}
