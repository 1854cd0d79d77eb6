import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../core/config/config-document.ts';
import { tasksOf } from '../../core/config/tasks.ts';
import { csvText } from '../../core/dataframe/csv-text.ts';
import type { Config } from '../../schemas/types/config.ts';
import { photo, projectFolder } from '../core/project-folder.ts';
import { LanguageClient } from './language-client.ts';

/** The config.yml of the Python project. It has no licence that would let it lie in this project. */
const CONFIG = fileURLToPath(new URL('../../../shared/data/reference-project/config.yml', import.meta.url));
const note = existsSync(CONFIG) ? '' : ' (not checked: ../shared with the config is absent)';
const ROWS = 400;

/** Rows with every label of every task in turn, and the image that all share. */
async function dataFor(config: Config): Promise<Record<string, string | Buffer>> {
  const tasks = tasksOf(config);
  const rows = Array.from({ length: ROWS }, (_, row) => [
    `images/${row}.jpg`,
    ...tasks.map(({ labels }) => labels[row % labels.length] as string),
  ]);
  const header = [config.model.paths, ...tasks.map(({ task }) => task)];
  const image = await photo();
  return {
    [config.paths.model_dataframe]: csvText([header, ...rows]),
    ...Object.fromEntries(rows.map(([path]) => [path as string, image])),
  };
}

describe("the Python project's own config", () => {
  it(`shows no finding${note}`, async () => {
    if (!existsSync(CONFIG)) return;
    const text = await readFile(CONFIG, 'utf8');
    const { config } = parseConfig(text, CONFIG);
    const root = await projectFolder({ 'config.yml': text, ...(await dataFor(config as Config)) });
    const client = await LanguageClient.start(root, 'in-process');
    expect(await client.open(join(root, 'config.yml'), text)).toEqual([]);
  });
});
