import { linkSync, mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { csvText } from '../../core/dataframe/csv-text.ts';
import { imageOf, labelsOf, TASK_COLUMNS, writeTable } from '../dataframe/write-table.ts';

/**
 * Where the images of the rows are. `there`: every row has a file of its own; those of a folder are hard links of one small JPEG, and the last is
 * damaged. `missing`: the config is edited where the images are not.
 */
export type Images = 'there' | 'missing';

export interface TableProject {
  readonly root: string;
  readonly config: string;
  readonly table: string;
  readonly rows: number;
}

/** What a check says once it knows every image: one is damaged, or all are missing. */
export const KNOWN_IMAGES: readonly string[] = ['bad-image', 'no-readable-image'];

export const CONFIG = `paths:
  model_dataframe: table.csv
  model_path: out/model
  training_history_path: out/history.csv
model:
  input_shape: [96, 96]
  paths: image
  backbone: mobilenet
  weights: none
  batch_size: 32
  learning_rate: 0.00100
  validation_split: 0.200
  random_seed: 10000
  target_encoder:
${TASK_COLUMNS.map((task) => `    ${task}: [${labelsOf(task).join(', ')}]\n`).join('')}`;

/** Writes a config of four tasks, its dataframe and its images. */
export async function writeTableProject(root: string, rows: number, images: Images): Promise<TableProject> {
  await mkdir(join(root, 'out'), { recursive: true });
  const [config, table] = [join(root, 'config.yml'), join(root, 'table.csv')];
  await writeFile(config, CONFIG);
  await writeTable(table, rows);
  if (images === 'there') writeImages(root, rows, await smallJpeg());
  return { root, config, table, rows };
}

/** Appends rows whose images are missing. */
export async function appendRows({ table, rows }: TableProject, more: number): Promise<void> {
  const labels = TASK_COLUMNS.map((task) => labelsOf(task)[0] as string);
  const cells = Array.from({ length: more }, (_, row) => [imageOf(rows + row), 'new', '1.00', ...labels, 'train']);
  await appendFile(table, csvText(cells));
}

const smallJpeg = (): Promise<Buffer> =>
  sharp({ create: { width: 96, height: 96, channels: 3, background: '#a0c' } })
    .jpeg()
    .toBuffer();

function writeImages(root: string, rows: number, jpeg: Buffer): void {
  let first = '';
  for (let row = 0; row < rows; row++) {
    const file = join(root, imageOf(row));
    if (dirname(file) === dirname(first)) {
      linkSync(first, file);
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, jpeg);
      first = file;
    }
  }
  const last = join(root, imageOf(rows - 1));
  unlinkSync(last);
  writeFileSync(last, '<html>Not found</html>');
}
