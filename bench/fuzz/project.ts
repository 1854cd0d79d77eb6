import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const EXAMPLE = resolve('examples/deepfashion');

/** Every kind of key, in block and in flow style, with an anchor, a merge key and a comment. */
export const CONFIG = `# A network with three heads.
paths:
  model_dataframe: data/rows.csv
  model_path: out/model
  training_history_path: "out/history.csv"
model:
  input_shape: [96, 96]
  paths: image
  backbone: mobilenet
  alpha: 0.25
  weights: none
  batch_size: 4
  epochs: 20
  learning_rate: .001
  early_stopping_patience: 8
  lr_reducer_patience: 3
  validation_split: 0.3
  random_seed: 12345
  target_encoder: &tasks
    print: [solid, striped, 'floral print', "été 😀"]
    sleeves:
      - long
      - short # the commonest
      - none
    "fit": [tight, loose]
  target: [print_encoded, sleeves_encoded, fit_encoded]
  loss_weights: &weights {print: 1, sleeves: 2}
  class_weights:
    <<: {print: balanced}
  augmentation:
    rotation_range: 3 # multitask-disable-line
    zoom_range: [0.95, 1.05]
    horizontal_flip: true
`;

const LABELS = [
  ['solid', 'striped', 'floral print', 'été 😀'],
  ['long', 'short', 'none'],
  ['tight', 'loose', ''],
];

/** A folder with a config.yml, a dataset_config.yml, and what both are about. */
export interface Project {
  readonly root: string;
  readonly config: string;
  readonly datasetConfig: string;
  readonly rows: Buffer;
}

/** Writes a sound project into the folder. */
export async function writeProject(root: string): Promise<Project> {
  const options = ['--images', '12', '--size', '64', '--out', root];
  const drawing = spawnSync(process.execPath, [join(EXAMPLE, 'draw-anno-fine.mjs'), ...options], { encoding: 'utf8' });
  if (drawing.status !== 0) throw new Error(`The pictures were not drawn: ${drawing.stderr}`);
  const pictures = (await readFile(join(root, 'data/Anno_fine/train.txt'), 'utf8')).trim().split('\n');
  const rows = Array.from({ length: 48 }, (_, row) => [
    pictures[row % pictures.length],
    ...LABELS.map((labels, task) => labels[(row >> task) % labels.length]),
    `"garment no. ${row}, ""worn""\ntwice"`,
  ]);
  const table = Buffer.from(`image,print,sleeves,fit,caption\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`);
  const datasetConfig = await readFile(join(EXAMPLE, 'dataset_config.yml'), 'utf8');
  await mkdir(join(root, 'out'));
  await writeFile(join(root, 'config.yml'), CONFIG);
  await writeFile(join(root, 'dataset_config.yml'), datasetConfig);
  await writeFile(join(root, 'data/rows.csv'), table);
  return { root, config: CONFIG, datasetConfig, rows: table };
}
