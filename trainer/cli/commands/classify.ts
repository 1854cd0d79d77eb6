import { type Command, InvalidArgumentError } from 'commander';
import type { Prediction } from '../../../schemas/types/prediction.ts';
import { ladderOptions, type RuntimeFlags, withRuntimeFlags } from '../runtime-options.ts';
import { predictionLines } from '../terminal/prediction.ts';
import { colorsFor } from '../terminal/style.ts';

interface Options extends RuntimeFlags {
  readonly model: string;
  readonly json?: true;
  readonly top: number;
}

export function registerClassify(program: Command): void {
  const command = program
    .command('classify')
    .description('say what a trained model sees in images')
    .argument('<image...>', 'image files: JPEG, PNG, WebP, GIF or TIFF')
    .requiredOption('--model <path>', 'the trained model: the model_path of its config.yml')
    .option('--top <k>', 'how many labels to show per task', wholeNumber, 3)
    .option('--json', 'print one JSON object per image and line (schemas/prediction.schema.json)')
    .addHelpText(
      'after',
      '\nExit code 1 if an image could not be read; the others are classified all the same.\n\nExample:\n  multitask classify --model ./model photos/*.jpg',
    )
    .action(classify);
  withRuntimeFlags(command, 'auto');
}

async function classify(images: readonly string[], { model, json, top, ...flags }: Options): Promise<void> {
  // Loaded here, so that no other command waits for TF.js.
  const { openClassifier } = await import('../../predict/classifier.ts');
  const classifier = await openClassifier(model, ladderOptions(flags));
  try {
    for await (const prediction of classifier.classify(images, top)) print(prediction, json === true);
  } finally {
    await classifier.close();
  }
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
