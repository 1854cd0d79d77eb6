import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UserError } from '../../../core/errors.ts';
import { escapeControls } from '../../../core/findings/words.ts';
import type { ProjectPlace } from '../../../core/paths.ts';
import { counted } from '../../../core/words.ts';
import type { Config } from '../../../schemas/types/config.ts';
import type { Exported, ExportFormatName } from '../../export/export-model.ts';
import { dataframeImages, imageFilesIn } from '../../export/image-files.ts';
import { ladderOptions, type RuntimeFlags, withRuntimeFlags } from '../runtime-options.ts';
import { LEFT_AT_ONCE, stopOnSignals } from '../stop-on-signals.ts';
import { validConfig } from '../valid-config.ts';

interface Options extends RuntimeFlags {
  readonly to: ExportFormatName;
  readonly images?: readonly string[];
  readonly config?: string;
  readonly root?: string;
}

const FORMATS: readonly ExportFormatName[] = ['keras', 'tfjs', 'onnx'];

export function registerExport(program: Command): void {
  const command = program
    .command('export')
    .description('write a trained model in another format, once it is known to say the same there')
    .argument('<model>', 'the trained model: the model_path of its config.yml')
    .argument('<out>', 'where to write: model.h5 for keras, a folder or model.json for tfjs, model.onnx for onnx')
    .addOption(new Option('--to <format>', 'the format').choices(FORMATS).makeOptionMandatory())
    .option('--images <path...>', 'images, or folders of images, to compare the two models on')
    .option('--config <file>', "a config.yml: its dataframe's images, and labels for a model that has none of its own")
    .option(
      '--root <dir>',
      'the project root that paths in the config resolve against (default: the working directory)',
    )
    .addHelpText(
      'after',
      [
        '',
        'What is written is read again and compared with the model on up to 16 images, spread evenly over those there are. If any',
        'probability differs by more than 0.0001, nothing is left, and what was at <out> stays as it was.',
        'Exit codes: 0 exported, 1 something to mend, 130 left by Ctrl-C.',
        '',
        'Examples:',
        '  multitask export ./model model.onnx --to onnx --images photos',
        '  multitask export ./model model.h5 --to keras --config config.yml',
      ].join('\n'),
    )
    .action(exportCommand);
  withRuntimeFlags(command, 'auto');
}

async function exportCommand(model: string, out: string, options: Options): Promise<void> {
  const { to, images, config: configFile, root = process.cwd(), ...flags } = options;
  const config = configFile === undefined ? undefined : await validConfig(configFile);
  const paths = await comparedOn(images, config && { config, root: resolve(root), configFile: resolve(configFile!) });
  const stop = stopOnSignals();
  try {
    // Loaded here, so that no other command waits for TF.js.
    const { exportModel } = await import('../../export/export-model.ts');
    const exported = await exportModel({
      model,
      out,
      to,
      images: paths,
      ...(config && { config }),
      runtime: ladderOptions(flags),
      onUnreadable: (path, reason) => process.stderr.write(`${escapeControls(path)}: ${reason}; it is left out.\n`),
      stop: stop.signal,
    });
    process.stdout.write(`${out} · ${summary(exported)}\n`);
  } catch (error) {
    if (!stop.signal.aborted || error instanceof UserError) throw error;
    process.exitCode = LEFT_AT_ONCE;
  } finally {
    stop.close();
  }
}

/** The images to compare on. What --images says beats the config's dataframe. */
async function comparedOn(
  images: readonly string[] | undefined,
  project: ({ readonly config: Config } & ProjectPlace) | undefined,
): Promise<string[]> {
  if (images) return imageFilesIn(images);
  if (project) return dataframeImages(project.config, project);
  throw new UserError(
    'An exported model is kept only if it says the same as the original on real images. Name some: --images <files or folders>, or ' +
      '--config <config.yml>, whose dataframe has them.',
  );
}

/** "3 tasks · 16 images agree within 2.1e-7" */
function summary({ tasks, images, difference }: Exported): string {
  const agree = images === 1 ? 'agrees' : 'agree';
  const how = difference === 0 ? 'exactly' : `within ${difference.toExponential(1)}`;
  return `${counted(tasks, 'task')} · ${counted(images, 'image')} ${agree} ${how}`;
}
