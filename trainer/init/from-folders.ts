import { basename, dirname, join } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { firstFew, quote } from '../../core/findings/words.ts';
import { classParts, seemCombined } from '../../core/init/class-parts.ts';
import { csvText } from '../../core/init/csv-text.ts';
import { type FolderImage, type FolderLayout, folderLayout } from '../../core/init/folder-layout.ts';
import { listImages } from '../../core/init/list-images.ts';
import { BATCH_SIZE, type TaskPlan, taskOf } from '../../core/init/plan.ts';
import { count, counted } from '../../core/words.ts';
import type { InitOptions, Proposal } from './init-project.ts';
import type { Prompts } from './prompts.ts';
import { pathInConfig, relativePath } from './written-path.ts';

const IMAGE = 'image';
const SPLIT = 'split';
export const LABELS_FILE = 'labels.csv';
const SEPARATOR = '_';
/** Names that say what folders hold, not what they tell apart. */
const GENERAL_NAME = /^(images?|imgs?|pictures?|photos?|pics?|data(set)?|train|raw|\W*)$/i;

/** A config, and the dataframe that it needs, for one folder per class or per combination of labels. */
export async function fromFolders(
  folder: string,
  options: InitOptions,
  prompts: Prompts | undefined,
): Promise<Proposal> {
  const layout = folderLayout(await listImages(folder));
  const classes = [...new Set(layout.images.map(({ className }) => className))].sort();
  if (classes.length < 2) throw tooFewClasses(folder, classes, layout.loose);
  const labelsOf = await chooseLabels(classes, options, prompts);
  const folderName = basename(join(folder, ...layout.base));
  const names = await chooseNames(classes, labelsOf, { folderName, options, prompts });
  const hasParts = layout.images.some(({ part }) => part !== undefined);
  const file = join(dirname(options.out), LABELS_FILE);
  const rows = layout.images.map((image) => [
    relativePath(join(folder, ...image.path.split('/')), file),
    ...labelsOf(image.className),
    ...(image.part ? [image.part] : []),
  ]);
  return {
    plan: {
      dataframe: pathInConfig(file, options.out),
      imageColumn: IMAGE,
      tasks: names.map((name, task) =>
        countedTask(name, layout.images, (image) => labelsOf(image.className)[task] ?? ''),
      ),
      ...(hasParts && { splitColumn: SPLIT }),
      batchSize: BATCH_SIZE,
    },
    dataframe: { file, text: csvText([[IMAGE, ...names, ...(hasParts ? [SPLIT] : [])], ...rows]) },
    title: `${folderName}: ${counted(layout.images.length, 'image')} in ${counted(classes.length, 'folder')}`,
    notes: notesOn(layout, classes, names),
  };
}

function notesOn({ loose, deeper }: FolderLayout, classes: readonly string[], names: readonly string[]): string[] {
  const notes: string[] = [];
  if (loose > 0)
    notes.push(
      `${counted(loose, 'image')} beside the folders ${loose === 1 ? 'is' : 'are'} left out: no folder says what they show`,
    );
  if (deeper > 0)
    notes.push(
      `${counted(deeper, 'image')} in deeper folders ${deeper === 1 ? 'counts' : 'count'} as the class above them`,
    );
  if (names.length === 1 && classes.every((name) => name.includes(SEPARATOR))) {
    notes.push(
      'each folder name is one label; where names hold several, name the tasks, such as --tasks print,sleeves',
    );
  }
  return notes;
}

function tooFewClasses(folder: string, classes: readonly string[], loose: number): UserError {
  const found =
    classes.length === 0
      ? loose === 0
        ? 'holds no images'
        : `holds ${counted(loose, 'image')}, but not in folders`
      : `holds images of one class only, ${quote(classes[0] ?? '')}`;
  return new UserError(
    `${folder} ${found}. Put the images of each class into a folder of its own, such as ${quote('cats/1.jpg')} and ${quote('dogs/1.jpg')}, or name a dataframe (CSV or Parquet).`,
  );
}

type LabelsOf = (className: string) => readonly string[];

/** Whether folder names are one label or several, and which. */
async function chooseLabels(
  classes: readonly string[],
  { separator, tasks }: InitOptions,
  prompts: Prompts | undefined,
): Promise<LabelsOf> {
  const one: LabelsOf = (className) => [className];
  const wanted = tasks?.length;
  if (wanted === 1 && separator === undefined) return one;
  const asked = separator !== undefined || wanted !== undefined;
  if (!asked && !seemCombined(classes, SEPARATOR)) return one;
  const taken = classParts(classes, separator ?? SEPARATOR, wanted);
  if ('problem' in taken) throw new UserError(taken.problem);
  const several: LabelsOf = (className) => taken.parts.get(className) ?? [];
  if (asked || !prompts) return several;
  const example = firstFew(several(classes[0] ?? '').map(quote));
  const question = `Folder names such as ${classes[0]} seem to hold ${count(taken.tasks)} labels each (${example}). Learn them as ${count(taken.tasks)} tasks?`;
  return (await prompts.yes(question)) ? several : one;
}

interface Naming {
  readonly folderName: string;
  readonly options: InitOptions;
  readonly prompts: Prompts | undefined;
}

async function chooseNames(
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

function countedTask(name: string, images: readonly FolderImage[], labelOf: (image: FolderImage) => string): TaskPlan {
  const rows = new Map<string, { count: number; first: [] }>();
  for (const image of images) {
    const label = labelOf(image);
    rows.set(label, { count: (rows.get(label)?.count ?? 0) + 1, first: [] });
  }
  return taskOf({ name, values: rows, empty: { count: 0, first: [] } });
}
