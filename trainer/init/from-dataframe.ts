import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { imagePaths } from '../../core/dataframe/image-paths.ts';
import { indexDataframe } from '../../core/dataframe/index-dataframe.ts';
import { UserError } from '../../core/errors.ts';
import { pathFrom } from '../../core/findings/format-finding.ts';
import { nearest } from '../../core/findings/nearest.ts';
import { firstFew, quote } from '../../core/findings/words.ts';
import { type ColumnGuess, canBeTask, guessColumns } from '../../core/init/guess-columns.ts';
import { BATCH_SIZE, taskOf } from '../../core/init/plan.ts';
import { counted } from '../../core/words.ts';
import type { InitOptions, Proposal } from './init-project.ts';
import type { Prompts } from './prompts.ts';
import { pathInConfig } from './written-path.ts';

/** A config for a dataframe: which column holds the images, which are tasks, and which says how to split. */
export async function fromDataframe(
  file: string,
  options: InitOptions,
  prompts: Prompts | undefined,
): Promise<Proposal> {
  const index = await indexDataframe(file);
  const fatal = index.problems.find((problem) => problem.fatal);
  if (fatal) throw new UserError(fatal.message.replaceAll(file, pathFrom(options.root, file)));
  const { resolve: absolute } = imagePaths(options.root, file);
  const guesses = guessColumns(index, (path) => existsSync(absolute(path)));
  const imageColumn = await chooseImages(guesses, options, prompts);
  const tasks = await chooseTasks(guesses, imageColumn, options, prompts);
  const split = await chooseSplit(guesses, [imageColumn, ...tasks], prompts);
  const used = new Set([imageColumn, ...tasks, split]);
  const unused = guesses.filter(({ column }) => !used.has(column.name));
  return {
    plan: {
      dataframe: pathInConfig(file, options.out),
      imageColumn,
      tasks: guesses.filter(({ column }) => tasks.includes(column.name)).map(({ column }) => taskOf(column)),
      ...(split !== undefined && { splitColumn: split }),
      batchSize: BATCH_SIZE,
    },
    title: `${basename(file)}: ${counted(index.rows, 'row')}, ${counted(index.columns.length, 'column')}`,
    notes:
      unused.length === 0
        ? []
        : [
            `not used: ${firstFew(
              unused.map(({ column, why }) => `${column.name || 'a column without a name'} (${why})`),
              8,
            )}`,
          ],
  };
}

async function chooseImages(
  guesses: readonly ColumnGuess[],
  { image }: InitOptions,
  prompts: Prompts | undefined,
): Promise<string> {
  const guess = guesses.find(({ role }) => role === 'image')?.column.name;
  const names = guesses.map(({ column }) => column.name).filter((name) => name !== '');
  if (image !== undefined) return existing(image, names);
  if (prompts) {
    const choices = guesses
      .filter(({ column }) => column.name !== '')
      .map(({ column }) => ({
        value: column.name,
        hint: `such as ${firstFew([...column.values.keys()].slice(0, 1).map(quote))}`,
      }));
    return prompts.one('Which column holds the image paths?', choices, guess);
  }
  if (guess !== undefined) return guess;
  throw new UserError(
    `No column seems to hold image paths: none has names of image files, or of files that exist here. The columns are ${firstFew(names.map(quote), 12)}. Name it with --image.`,
  );
}

async function chooseTasks(
  guesses: readonly ColumnGuess[],
  imageColumn: string,
  { tasks }: InitOptions,
  prompts: Prompts | undefined,
): Promise<readonly string[]> {
  const possible = guesses.filter(({ column }) => column.name !== imageColumn && canBeTask(column));
  const names = possible.map(({ column }) => column.name);
  if (tasks !== undefined) return tasks.map((task) => existing(task, names));
  const guessed = possible.filter(({ role }) => role === 'labels').map(({ column }) => column.name);
  if (names.length === 0 || (guessed.length === 0 && !prompts)) {
    const seen = guesses
      .filter(({ role }) => role !== 'image')
      .map(({ column, why }) => `${quote(column.name)} (${why})`);
    throw new UserError(
      `No column seems to hold labels: a task needs a column with at least two labels, each in several rows. Found ${firstFew(seen, 8)}.${names.length === 0 ? '' : ' Name the columns with --tasks.'}`,
    );
  }
  if (!prompts) return guessed;
  const choices = possible.map(({ column, why }) => ({ value: column.name, hint: why }));
  return prompts.some('Which columns hold labels to learn? Each becomes a task.', choices, guessed);
}

async function chooseSplit(
  guesses: readonly ColumnGuess[],
  taken: readonly string[],
  prompts: Prompts | undefined,
): Promise<string | undefined> {
  const split = guesses.find(({ role, column }) => role === 'split' && !taken.includes(column.name))?.column.name;
  if (split === undefined || !prompts) return split;
  const question = `The column ${split} says train, val and test. Split the rows by it?`;
  return (await prompts.yes(question)) ? split : undefined;
}

function existing(name: string, names: readonly string[]): string {
  if (names.includes(name)) return name;
  const meant = nearest(name, names);
  throw new UserError(
    `There is no such column to use: ${quote(name)}. ${meant === undefined ? `There are ${firstFew(names.map(quote), 12)}.` : `Did you mean ${quote(meant)}?`}`,
  );
}
