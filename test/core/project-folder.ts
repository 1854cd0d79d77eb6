import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';

/** A folder with these files (path → content), removed when the test ends. */
export async function projectFolder(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-project-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** A small JPEG. */
export const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: '#a0c' } })
    .jpeg()
    .toBuffer();

export const CONFIG = `paths:
  model_dataframe: data/rows.csv
  model_path: out/model
  training_history_path: out/history.csv
model:
  input_shape: [96, 96]
  paths: image
  batch_size: 4
  target_encoder:
    sleeves: [long, short]
    print: [striped, solid]
`;

/** Eight rows that the config describes; their images stand beside the CSV. */
export const ROWS = `image,sleeves,print\n${Array.from(
  { length: 8 },
  (_, index) => `img/${index}.jpg,${index % 2 === 0 ? 'long' : 'short'},${index % 4 < 2 ? 'striped' : 'solid'}\n`,
).join('')}`;

/** A sound project, with some files put in place of its own. */
export async function soundProject(changes: Readonly<Record<string, string | Buffer>> = {}): Promise<string> {
  const image = await photo();
  const images = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`data/img/${index}.jpg`, image]));
  return projectFolder({ 'config.yml': CONFIG, 'data/rows.csv': ROWS, ...images, ...changes });
}
