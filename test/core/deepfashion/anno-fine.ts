import { join } from 'node:path';
import { parseDatasetConfig } from '../../../core/dataset-config/dataset-document.ts';
import { PARTS, type Part } from '../../../core/deepfashion/deepfashion.ts';
import { readDeepFashion } from '../../../core/deepfashion/read-deepfashion.ts';
import { formatLocation } from '../../../core/findings/format-finding.ts';
import type { DatasetConfig } from '../../../schemas/types/dataset-config.ts';
import type { Finding } from '../../../schemas/types/finding.ts';
import { photo, projectFolder } from '../project-folder.ts';

/** A line of a part's four lists; category counts from 1, attributes are indices into ATTRIBUTES. */
export interface Listed {
  readonly file: string;
  readonly category: number;
  readonly attributes: readonly number[];
  readonly box: readonly number[];
}

export type Listing = Readonly<Record<Part, readonly Listed[]>>;

/** Those of the Python project's dataset_config.yml, and one that it does not name. */
export const CATEGORIES = (
  'Dress Kaftan Robe Sweater Blouse Tee Top Tank Henley Jersey Turtleneck Button-Down Flannel Jumpsuit Romper Onesie ' +
  'Blazer Jacket Coat Hoodie Anorak Peacoat Bomber Skirt'
).split(' ');

export const ATTRIBUTES: readonly (readonly [name: string, group: number])[] = [
  ['floral', 1],
  ['striped', 1],
  ['plain', 1],
  ['long_sleeve', 2],
  ['short_sleeve', 2],
  ['maxi', 3],
  ['mini', 3],
  ['crew', 4],
  ['v_neck', 4],
  ['cotton', 5],
  ['denim', 5],
  ['tight', 6],
  ['loose', 6],
];

/** Three images to train, two to test and one to validate with; every picture has 40 × 30 pixels. */
export const LISTING: Listing = {
  train: [
    { file: 'img/Dress_A/img_1.jpg', category: 1, attributes: [0, 3, 5, 7, 9, 11], box: [0, 0, 40, 30] },
    { file: 'img/Tee_B/img_1.jpg', category: 6, attributes: [1, 4, 6, 8, 10, 12], box: [2, 3, 20, 25] },
    { file: 'img/Skirt_C/img_1.jpg', category: 24, attributes: [2, 3, 6, 7, 10, 11], box: [1, 1, 39, 29] },
  ],
  test: [
    { file: 'img/Dress_A/img_2.jpg', category: 3, attributes: [2, 4, 5, 8, 9, 12], box: [5, 5, 30, 30] },
    { file: 'img/Coat_D/img_1.jpg', category: 19, attributes: [1, 3, 5, 7, 10, 11], box: [0, 4, 40, 28] },
  ],
  val: [{ file: 'img/Tank_E/img_1.jpg', category: 8, attributes: [0, 4, 6, 8, 9, 12], box: [3, 0, 33, 30] }],
};

/** The lists as files below Anno_fine. */
export function annoFine(listing: Listing): Record<string, string> {
  const lines = (rows: readonly (string | number)[]) => rows.map((row) => `${row}\n`).join('');
  const named = (title: string, rows: readonly (readonly [string, number])[]) =>
    lines([rows.length, `${title}_name  ${title}_type`, ...rows.map(([name, type]) => `${name.padEnd(24)}${type}`)]);
  const parts = PARTS.flatMap((part) => [
    [`${part}.txt`, lines(listing[part].map(({ file }) => file))],
    [`${part}_cate.txt`, lines(listing[part].map(({ category }) => category))],
    [
      `${part}_attr.txt`,
      lines(
        listing[part].map(({ attributes }) =>
          ATTRIBUTES.map((_, index) => Number(attributes.includes(index))).join(' '),
        ),
      ),
    ],
    [`${part}_bbox.txt`, lines(listing[part].map(({ box }) => box.join(' ')))],
  ]);
  return Object.fromEntries([
    [
      'list_category_cloth.txt',
      named(
        'category',
        CATEGORIES.map((name) => [name, 1] as const),
      ),
    ],
    ['list_attr_cloth.txt', named('attribute', ATTRIBUTES)],
    ...parts,
  ]);
}

/** With every key of the Python project's file. */
export const DATASET_CONFIG = `paths:
  categories_path: data/Anno_fine/list_category_cloth.txt
  attributes_path: data/Anno_fine/list_attr_cloth.txt
${PARTS.map(
  (part) => `  ${part}_files_path: data/Anno_fine/${part}.txt
  ${part}_categories_path: data/Anno_fine/${part}_cate.txt
  ${part}_attributes_path: data/Anno_fine/${part}_attr.txt
  ${part}_bboxes_path: data/Anno_fine/${part}_bbox.txt
`,
).join('')}  full_dataset_path: data/full.parquet
  model_subset_path: data/subset.parquet
  processed_subset_path: data/processed.csv
  data_folder_prefix: data
  cropped_folder: data/img_crop
categories:
  aggregation:
    Dresses: [Dress, Robe]
    Tops: [Tee, Tank, Blouse]
    Coats: [Coat]
  to_model: [Dresses, Tops]
`;

/** What stands in place of the sound dataset's own files: a list's name, or a path from the root. */
export type Changes = Readonly<Record<string, string | Buffer | undefined>>;

/** A sound dataset with its images, with some files changed, or left out where undefined. */
export async function datasetFolder(changes: Changes = {}, listing: Listing = LISTING): Promise<string> {
  const image = await photo();
  const images = PARTS.flatMap((part) => listing[part].map(({ file }) => [`data/${file}`, image] as const));
  const lists = Object.entries(annoFine(listing)).map(([name, text]) => [listPath(name), text] as const);
  const changed = Object.entries(changes).map(([name, text]) => [listPath(name), text] as const);
  const files = new Map<string, string | Buffer | undefined>([
    ['dataset_config.yml', DATASET_CONFIG],
    ...lists,
    ...images,
    ...changed,
  ]);
  return projectFolder(
    Object.fromEntries([...files].flatMap(([path, text]) => (text === undefined ? [] : [[path, text]]))),
  );
}

const listPath = (name: string) => (/^[a-z_]+\.txt$/.test(name) ? `data/Anno_fine/${name}` : name);

/** The config of DATASET_CONFIG. */
export function datasetConfig(text = DATASET_CONFIG): DatasetConfig {
  const { config, findings } = parseDatasetConfig(text, '/dataset_config.yml');
  if (!config) throw new Error(JSON.stringify(findings));
  return config;
}

/** What the lists of a changed dataset say. */
export async function readChanged(changes: Changes = {}) {
  const root = await datasetFolder(changes);
  const read = await readDeepFashion(datasetConfig(), { root, configFile: join(root, 'dataset_config.yml') });
  return { root, ...read, shown: read.findings.map((finding) => shownFinding(finding, root)) };
}

/** A finding in one line, with ordinary spaces: `Anno_fine/train.txt:3:1 error code: message`. */
export function shownFinding({ code, severity, message, location }: Finding, root: string): string {
  const place = formatLocation(location, root).replace(/^data\//, '');
  return `${place} ${severity} ${code}: ${message.replaceAll('\u00a0', ' ').replaceAll(root, '<root>')}`;
}

/** A list of the sound dataset with one line changed, or taken out where undefined. */
export function withLine(name: string, line: number, text: string | undefined): Record<string, string> {
  const lines = (annoFine(LISTING)[name] as string).split('\n');
  lines.splice(line - 1, 1, ...(text === undefined ? [] : [text]));
  return { [name]: lines.join('\n') };
}
