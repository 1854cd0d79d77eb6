import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkDatasetConfig } from '../../../core/dataset-config/check-dataset-config.ts';
import { DATASET_CONFIG, datasetFolder } from '../deepfashion/anno-fine.ts';
import { fixed } from './fixing.ts';

it.each([
  ['unknown-group', 'Write `Tops`', '[Dresses, Tops]', '[Dresses, Topps]', '[Dresses, Tops]'],
  ['unknown-group', 'Remove `Shoes`', '[Dresses, Tops]', '[Dresses, Shoes, Tops]', '[Dresses, Tops]'],
  ['unknown-category', 'Write `Robe`', 'Robe]', '"Robbe"]', '"Robe"]'],
  ['unknown-category', 'Remove `Sari`', 'Robe]', 'Robe, Sari]', 'Robe]'],
  ['category-in-two-groups', 'Remove `Robe` from `Dresses`', 'Robe]', 'Robe, Robe]', 'Robe]'],
  ['unknown-key', 'Rename to `to_model`', 'to_model:', 'to_modell:', 'to_model:'],
])('%s: %s', async (code, title, sound, broken, mended) => {
  const root = await datasetFolder();
  const check = (text: string) => checkDatasetConfig({ configFile: join(root, 'dataset_config.yml'), root, text });
  const text = DATASET_CONFIG.replace(sound, broken);
  expect(text).not.toBe(DATASET_CONFIG);
  const found = (await check(text)).findings.filter((finding) => finding.code === code);
  const fix = found.flatMap(({ fixes = [] }) => fixes).find((other) => other.title === title);
  expect(fix).toBeDefined();
  const result = fixed(text, fix!);
  expect(result).toBe(DATASET_CONFIG.replace(sound, mended));
  expect((await check(result!)).findings.filter((finding) => finding.code === code)).toEqual([]);
});
