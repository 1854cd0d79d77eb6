import { basename, dirname, join } from 'node:path';
import { csvText } from '../../core/dataframe/csv-text.ts';
import { UserError } from '../../core/errors.ts';
import { firstFew, quote } from '../../core/findings/words.ts';
import { classParts, seemCombined } from '../../core/init/class-parts.ts';
import { type FolderImage, type FolderLayout, folderLayout } from '../../core/init/folder-layout.ts';
import { listImages } from '../../core/init/list-images.ts';
import { BATCH_SIZE, type TaskPlan, taskOf } from '../../core/init/plan.ts';
import { count, counted } from '../../core/words.ts';
import type { InitOptions, Proposal } from './init-project.ts';
import type { Prompts } from './prompts.ts';
import { chooseNames, IMAGE, type LabelsOf, SPLIT } from './task-names.ts';
import { pathInConfig, relativePath } from './written-path.ts';

const LABELS_FILE = 'labels.csv';
const SEPARATOR = '_';

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

function countedTask(name: string, images: readonly FolderImage[], labelOf: (image: FolderImage) => string): TaskPlan {
  const rows = new Map<string, { count: number; first: [] }>();
  for (const image of images) {
    const label = labelOf(image);
    rows.set(label, { count: (rows.get(label)?.count ?? 0) + 1, first: [] });
  }
  return taskOf({ name, values: rows, empty: { count: 0, first: [] } });
}
