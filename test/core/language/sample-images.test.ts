import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexDataframe } from '../../../core/dataframe/index-dataframe.ts';
import { sampleImages } from '../../../core/language/sample-images.ts';
import { projectFolder } from '../project-folder.ts';
import { viewOf } from './config-at.ts';

const CONFIG = 'paths: {model_dataframe: rows.csv}\nmodel: {paths: image, target_encoder: {sleeves: [long, short]}}\n';

/** The images that are shown of a label, by their paths from the root. @param now What the file holds since it was indexed. */
async function imagesOf(csv: string, label: string, { config = CONFIG, now = csv } = {}): Promise<string[]> {
  const root = await projectFolder({ 'rows.csv': csv });
  const dataframe = await indexDataframe(join(root, 'rows.csv'));
  await writeFile(join(root, 'rows.csv'), now);
  const images = await sampleImages({ ...viewOf(config, root), dataframe }, { task: 'sleeves', label });
  return images.map((path) => path.slice(root.length + 1));
}

const rowsOf = (rows: readonly (readonly [string, string])[]) =>
  `sleeves,image\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`;

describe('images that show a label', () => {
  it('are those of its first rows, each once', async () => {
    const rows = rowsOf([
      ['long', 'a.jpg'],
      ['short', 'b.jpg'],
      ['short', '"c, d.jpg"'],
      ['short', 'b.jpg'],
      ['short', ''],
      ['short', 'e.jpg'],
      ['short', 'f.jpg'],
    ]);
    expect(await imagesOf(rows, 'short')).toEqual(['b.jpg', 'c, d.jpg', 'e.jpg']);
    expect(await imagesOf(rows, 'long')).toEqual(['a.jpg']);
  });

  it('are four at most', async () => {
    const rows = rowsOf(Array.from({ length: 9 }, (_, row) => ['long', `${row}.jpg`]));
    expect(await imagesOf(rows, 'long')).toEqual(['0.jpg', '1.jpg', '2.jpg', '3.jpg']);
  });

  it('are none of labels that no row has, and without an image column', async () => {
    const rows = rowsOf([['long', 'a.jpg']]);
    expect(await imagesOf(rows, 'short')).toEqual([]);
    expect(await imagesOf(rows, 'long', { config: CONFIG.replace('paths: image', 'paths: imge') })).toEqual([]);
    expect(await imagesOf(rows, 'long', { config: CONFIG.replace('paths: image, ', '') })).toEqual([]);
  });

  it('are none of rows that have another label by now', async () => {
    const now = rowsOf([
      ['short', 'b.jpg'],
      ['long', 'a.jpg'],
    ]);
    expect(await imagesOf(rowsOf([['long', 'a.jpg']]), 'long', { now })).toEqual([]);
  });

  it('are none of rows that stand too far down to be read for a glance', async () => {
    const many: [string, string][] = Array.from({ length: 100_000 }, () => ['long', 'a.jpg']);
    expect(await imagesOf(rowsOf([...many, ['short', 'b.jpg']]), 'short')).toEqual([]);
  });
});
