import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDatasetConfig } from '../../../core/dataset-config/check-dataset-config.ts';
import { DatasetMemory } from '../../../core/dataset-config/dataset-memory.ts';
import { annoFine, DATASET_CONFIG, datasetFolder, LISTING } from '../deepfashion/anno-fine.ts';
import { photo } from '../project-folder.ts';

const IMAGE = 'data/img/Dress_A/img_1.jpg';

/** A sound dataset, and how it is checked again and again. */
async function dataset() {
  const root = await datasetFolder();
  const memory = new DatasetMemory();
  const check = async (text = DATASET_CONFIG, onImages?: (done: number, total: number) => void) => {
    const options = { configFile: join(root, 'dataset_config.yml'), root, text, datasetMemory: memory };
    const { garments, findings } = await checkDatasetConfig({ ...options, ...(onImages && { onImages }) });
    return { garments, codes: findings.map(({ code }) => code) };
  };
  return { root, memory, check };
}

describe('a dataset that is checked again', () => {
  it('has the same garments while its lists are the same, whatever else the config says', async () => {
    const { check } = await dataset();
    const first = await check();
    const other = await check(DATASET_CONFIG.replace('[Dresses, Tops]', '[Dresses, Topps]'));
    expect(other.garments).toBe(first.garments);
    expect([first.codes, other.codes]).toEqual([[], ['unknown-group']]);
  });

  it('has those of a list that changed, though its size and time are the same', async () => {
    const { root, check } = await dataset();
    const list = join(root, 'data/Anno_fine/train_cate.txt');
    const time = new Date(2020, 0, 1);
    await utimes(list, time, time);
    const first = await check();
    await writeFile(list, (annoFine(LISTING)['train_cate.txt'] as string).replace('24', '19'));
    await utimes(list, time, time);
    const second = await check();
    const categories = [first, second].map(({ garments }) => garments?.[2]?.category);
    expect(categories).toEqual(['Skirt', 'Coat']);
  });

  it('has its faults where they stand now', async () => {
    const { root, check } = await dataset();
    await writeFile(join(root, 'data/Anno_fine/val_cate.txt'), '8\n8\n');
    expect((await check()).codes).toEqual(['list-lengths']);
    const memory = new DatasetMemory();
    const placed = async (text: string) => {
      const options = { configFile: join(root, 'dataset_config.yml'), root, text, datasetMemory: memory };
      return (await checkDatasetConfig(options)).findings[0]?.location.range?.start.line;
    };
    expect([await placed(DATASET_CONFIG), await placed(`# A comment.\n${DATASET_CONFIG}`)]).toEqual([13, 14]);
  });

  it('reads no header of an image twice, until the image is said to have changed', async () => {
    const { root, memory, check } = await dataset();
    const progress: [number, number][] = [];
    await check(DATASET_CONFIG, (...told) => progress.push(told));
    expect(progress.at(-1)).toEqual([4, 4]);
    await writeFile(join(root, IMAGE), 'text');
    expect((await check(DATASET_CONFIG, (...told) => progress.push(told))).codes).toEqual([]);
    expect(progress).toHaveLength(4);
    memory.forgetImages([join(root, IMAGE)]);
    expect((await check()).codes).toEqual(['bad-image']);
  });

  it('sees by itself that missing images came', async () => {
    const { root, check } = await dataset();
    await rm(join(root, IMAGE));
    expect((await check()).codes).toEqual(['bad-image']);
    await writeFile(join(root, IMAGE), await photo());
    expect((await check()).codes).toEqual([]);
  });

  it('goes on where a check was ended', async () => {
    const { root, memory, check } = await dataset();
    const ended = new AbortController();
    const options = { configFile: join(root, 'dataset_config.yml'), root, text: DATASET_CONFIG };
    const checking = checkDatasetConfig({
      ...options,
      datasetMemory: memory,
      signal: ended.signal,
      onImages: () => ended.abort(new Error('enough')),
    });
    await expect(checking).rejects.toThrow('enough');
    let read = 0;
    await check(DATASET_CONFIG, (done) => (read = done));
    expect(read).toBeLessThan(4);
  });
});
