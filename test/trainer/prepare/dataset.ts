import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParquetReadOptions, parquetReadObjects } from 'hyparquet';
import { distFile } from '../../../trainer/dist-file.ts';
import { projectFolder } from '../../core/project-folder.ts';
import { noise } from '../images/pictures.ts';

const CATEGORIES = '4\ncategory_name  category_type\nTee  1\nDress  3\nJeans  2\nRobe  3\n';
const ATTRIBUTES = [
  ...['7', 'attribute_name  attribute_type', 'striped  1', 'solid  1', 'long_sleeve  2', 'no_dress  3'],
  ...['crew_neckline  4', 'cotton  5', 'loose  6', ''],
].join('\n');

export const CONFIG = `${[
  'paths:',
  '  categories_path: ./data/Anno_fine/list_category_cloth.txt',
  '  attributes_path: ./data/Anno_fine/list_attr_cloth.txt',
  ...['train', 'test', 'val'].flatMap((part) =>
    [
      ['files', ''],
      ['categories', '_cate'],
      ['attributes', '_attr'],
      ['bboxes', '_bbox'],
    ].map(([list, ending]) => `  ${part}_${list}_path: ./data/Anno_fine/${part}${ending}.txt`),
  ),
  '  full_dataset_path: ./data/full_dataset.parquet',
  '  model_subset_path: ./data/model_subset.parquet',
  '  processed_subset_path: ./out/processed_subset.csv',
  '  data_folder_prefix: ./data',
  '  cropped_folder: ./data/img_crop',
  'categories:',
  '  aggregation: { Tops: [Tee], Dresses: [Dress, Robe] }',
  '  to_model: [Tops, Dresses]',
].join('\n')}\n`;

/** One line of each list of a part. */
export interface Line {
  readonly file: string;
  readonly category?: number;
  readonly attributes?: string;
  readonly box?: string;
}

export type Files = Record<string, string | Buffer>;

/** The lists of a dataset with these lines. */
export function lists(parts: { train: Line[]; test?: Line[]; val?: Line[] }): Files {
  const files: Files = { 'list_category_cloth.txt': CATEGORIES, 'list_attr_cloth.txt': ATTRIBUTES };
  for (const part of ['train', 'test', 'val'] as const) {
    const lines = parts[part] ?? [];
    const list = (cell: (line: Line) => string | number) => lines.map((line) => `${cell(line)}\n`).join('');
    files[`${part}.txt`] = list(({ file }) => file);
    files[`${part}_cate.txt`] = list(({ category = 1 }) => category);
    files[`${part}_attr.txt`] = list(({ attributes = '1 0 1 1 1 1 1' }) => attributes);
    files[`${part}_bbox.txt`] = list(({ box = '2 3 12 11' }) => box);
  }
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`data/Anno_fine/${name}`, text]));
}

/** Noise as PNG, 20 × 16 pixels, different for every number. */
export const picture = (number: number): Promise<Buffer> => noise(20, 16, number).png().toBuffer();

/** So many garments, each in a PNG of its own; of every four, two train, one tests and one validates. */
export async function dataset(count: number, changes: Files = {}): Promise<string> {
  const lines = Array.from({ length: count }, (_, i) => ({ file: `img/Garment_${i}/img_00000001.png` }));
  const images = await Promise.all(lines.map(async ({ file }, i) => [`data/${file}`, await picture(i + 1)] as const));
  const part = (wanted: readonly number[]) => lines.filter((_, i) => wanted.includes(i % 4));
  const files = lists({ train: part([0, 1]), test: part([2]), val: part([3]) });
  return projectFolder({ 'dataset_config.yml': CONFIG, ...files, ...Object.fromEntries(images), ...changes });
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built `multitask prepare deepfashion` in a folder. */
export function prepare(root: string, ...args: string[]): Promise<Ended> {
  const all = [distFile('multitask.js'), 'prepare', 'deepfashion', 'dataset_config.yml', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** The rows of a Parquet file; integers as numbers. */
export async function parquetRows(...path: string[]): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(join(...path));
  const file: ParquetReadOptions['file'] = new Uint8Array(bytes).buffer;
  const rows = await parquetReadObjects({ file });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, Array.isArray(value) ? value.map(Number) : value]),
    ),
  );
}
