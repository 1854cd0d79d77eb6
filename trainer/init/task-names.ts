import { UserError } from '../../core/errors.ts';
import { firstFew, quote } from '../../core/findings/words.ts';
import type { InitOptions } from './init-project.ts';
import type { Prompts } from './prompts.ts';

/** The columns of labels.csv that are no tasks. */
export const IMAGE = 'image';
export const SPLIT = 'split';

/** Names that say what folders hold, not what they tell apart. */
const GENERAL_NAME = /^(images?|imgs?|pictures?|photos?|pics?|data(set)?|train|raw|\W*)$/i;

/** The labels that a folder's name holds, one per task. */
export type LabelsOf = (className: string) => readonly string[];

interface Naming {
  readonly folderName: string;
  readonly options: InitOptions;
  readonly prompts: Prompts | undefined;
}

/** A name for each task that folders hold: asked for, given, or guessed. Throws UserError. */
export async function chooseNames(
  classes: readonly string[],
  labelsOf: LabelsOf,
  { folderName, options, prompts }: Naming,
): Promise<readonly string[]> {
  const number = labelsOf(classes[0] ?? '').length;
  const names: string[] = [];
  for (let task = 0; task < number; task++) {
    const guess = options.tasks?.[task] ?? (number > 1 ? `task_${task + 1}` : nameOfOnly(folderName));
    const labels = firstFew([...new Set(classes.map((className) => labelsOf(className)[task] ?? ''))].map(quote), 4);
    const objection = (name: string) => wrongName(name, names);
    const wrong = objection(guess);
    if (options.tasks && wrong !== undefined) throw new UserError(`${quote(guess)} in --tasks: ${wrong}`);
    names.push(
      options.tasks || !prompts
        ? guess
        : await prompts.text(`What do ${labels} tell apart? The task's name:`, guess, objection),
    );
  }
  return names;
}

function nameOfOnly(folder: string): string {
  const name = folder.replaceAll(/\s+/g, '_');
  return GENERAL_NAME.test(name) || wrongName(name, []) !== undefined ? 'label' : name;
}

function wrongName(name: string, others: readonly string[]): string | undefined {
  if (name.trim() === '' || /^\d+$/.test(name)) return 'Give a name with a letter.';
  if (name === IMAGE || name === SPLIT) return `${name} is the name of another column.`;
  if (['__proto__', 'constructor', 'prototype', '<<'].includes(name) || /\p{Cc}/u.test(name))
    return 'Such a name cannot be used.';
  if (others.includes(name)) return 'Another task has this name.';
  return others.some((other) => name === `val_${other}` || other === `val_${name}`)
    ? 'Another task would share its history.'
    : undefined;
}
