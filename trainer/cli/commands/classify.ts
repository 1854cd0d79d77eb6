import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../../core/errors.ts';
import { resolveProjectPath } from '../../../core/paths.ts';
import type { Config } from '../../../schemas/types/config.ts';
import type { Prediction } from '../../../schemas/types/prediction.ts';
import { ladderOptions, type RuntimeFlags, withRuntimeFlags } from '../runtime-options.ts';
import { predictionLines } from '../terminal/prediction.ts';
import { colorsFor } from '../terminal/style.ts';
import { validConfig } from '../valid-config.ts';

interface Options extends RuntimeFlags {
  readonly model?: string;
  readonly config?: string;
  readonly root?: string;
  readonly json?: true;
  readonly top: number;
}

export function registerClassify(program: Command): void {
  const command = program
    .command('classify')
    .description('say what a trained model sees in images')
    .argument('<image...>', 'image files: JPEG, PNG, WebP, GIF or TIFF')
    .option('--model <path>', 'the trained model: the model_path of its config.yml, a folder or a Keras .h5')
    .option('--config <path>', 'the config that it was trained with: for a .h5 that Keras saved, which holds no labels')
    .option('--root <dir>', "without --model: the project root that the config's model_path resolves against")
    .option('--top <k>', 'how many labels to show per task', wholeNumber, 3)
    .option('--json', 'print one JSON object per image and line (schemas/prediction.schema.json)')
    .addHelpText(
      'after',
      '\nExit code 1 if an image could not be read; the others are classified all the same.\n\nExample:\n  multitask classify --model ./model photos/*.jpg\n  multitask classify --model model.h5 --config config.yml photos/*.jpg',
    )
    .action(classify);
  withRuntimeFlags(command, 'auto');
}

async function classify(images: readonly string[], { json, top, ...options }: Options): Promise<void> {
  const { model, config: configFile, root = process.cwd(), ...flags } = options;
  const config = configFile === undefined ? undefined : await validConfig(configFile);
  const modelPath = model ?? modelPathOf(config, configFile, root);
  // Loaded here, so that no other command waits for TF.js.
  const { openClassifier } = await import('../../predict/classifier.ts');
  const classifier = await openClassifier(modelPath, { ...ladderOptions(flags), ...(config && { config }) });
  try {
    for await (const prediction of classifier.classify(images, top)) print(prediction, json === true);
  } finally {
    await classifier.close();
  }
}

function modelPathOf(config: Config | undefined, configFile: string | undefined, root: string): string {
  if (config !== undefined && configFile !== undefined) {
    const place = { root: resolve(root), configFile: resolve(configFile) };
    return resolveProjectPath(config.paths.model_path, place);
  }
  throw new UserError(
    'Say which model is to classify: --model, or --config with the config.yml that it was trained with.',
  );
}

function print(prediction: Prediction, json: boolean): void {
  if ('error' in prediction) process.exitCode = 1;
  if (json) process.stdout.write(`${JSON.stringify(prediction)}\n`);
  else if ('error' in prediction) process.stderr.write(`${prediction.image}: ${prediction.error}\n`);
  else process.stdout.write(`${predictionLines(prediction, colorsFor(process.stdout)).join('\n')}\n\n`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It takes a whole number from 1.');
  return value;
}
