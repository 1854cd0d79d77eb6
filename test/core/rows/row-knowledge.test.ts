import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexCells } from '../../../core/dataframe/index-dataframe.ts';
import type { IndexedCells } from '../../../core/dataframe/indexed-cells.ts';
import { ProjectRows } from '../../../core/rows/project-rows.ts';
import { RowMemory } from '../../../core/rows/row-memory.ts';
import { configWith } from '../../config-with.ts';
import { csvReader, temporaryFolder } from '../dataframe/csv-files.ts';
import { noise } from '../images/image-files.ts';

const root = temporaryFolder();
const { write } = csvReader(root);
const config = configWith({ target_encoder: { print: ['plain', 'dots'] }, validation_split: 0.5 });

async function known(memory: RowMemory, read: IndexedCells, { model } = config) {
  const knowledge = memory.of(read, { ...config, model }, root);
  if (!knowledge) throw new Error('The dataframe has no image column.');
  return { knowledge, rows: new ProjectRows(knowledge.table, read, { ...config, model }) };
}

const readAll = (text: string) => indexCells(write(text), { keeps: () => true });

describe('what is known of rows', () => {
  it('is complete after each was asked for, and stays so for that config alone', async () => {
    const memory = new RowMemory();
    const read = await readAll('image,print\na,plain\nb,dots\na,dots\nc,plain\n');
    const { knowledge, rows } = await known(memory, read);
    expect(knowledge.isComplete(config)).toBe(false);
    const split = await knowledge.split(rows, config);
    const conflicts = await knowledge.conflicts(rows, config);
    const images = await knowledge.images({});
    expect(conflicts).toEqual([
      {
        images: 1,
        shown: [
          {
            image: 'a',
            rows: [
              { row: 1, label: 0 },
              { row: 3, label: 1 },
            ],
          },
        ],
      },
    ]);
    expect(images.bad).toBe(4);
    expect(knowledge.known(config)).toEqual({ conflicts, split: split?.facts, images });
    expect(knowledge.isComplete(config)).toBe(true);

    const reseeded = configWith({ ...config.model, random_seed: 7 });
    expect(knowledge.isComplete(reseeded)).toBe(false);
    expect(knowledge.known(reseeded)).toEqual({ conflicts, split: undefined, images });
  });

  it('deals no rows while an unknown label leaves some out', async () => {
    const read = await readAll('image,print\na,plain\nb,dotz\n');
    const { knowledge, rows } = await known(new RowMemory(), read);
    expect(await knowledge.split(rows, config)).toBeUndefined();
    await knowledge.conflicts(rows, config);
    await knowledge.images({});
    expect(knowledge.isComplete(config)).toBe(true);
  });

  it('is kept with the cells, and what is known of images even when rows changed', async () => {
    const memory = new RowMemory();
    const text = 'image,print\na,plain\nb,dots\n';
    const file = write(text);
    const read = await indexCells(file, { keeps: () => true });
    const first = await known(memory, read);
    expect((await known(memory, read)).knowledge).toBe(first.knowledge);
    await first.knowledge.images({});

    appendFileSync(file, 'c,plain\n');
    const changed = await indexCells(file, { keeps: () => true });
    const second = await known(memory, changed);
    expect(second.knowledge).not.toBe(first.knowledge);
    const looked: number[] = [];
    const images = await second.knowledge.images({ onProgress: (done) => looked.push(done) });
    expect(looked).toEqual([3]);
    expect(images.bad).toBe(3);
  });

  it('is found out once for several configs that ask at a time, and follows changes', async () => {
    const memory = new RowMemory();
    const { knowledge } = await known(memory, await readAll('image,print\nlate.png,plain\nb,dots\n'));
    const looked: number[] = [];
    const options = { onProgress: (done: number) => looked.push(done) };
    const [one, other] = await Promise.all([knowledge.images(options), knowledge.images(options)]);
    expect(looked).toEqual([1, 2]);
    expect([one, other]).toMatchObject([{ bad: 2 }, { bad: 2 }]);

    const file = join(root, 'late.png');
    writeFileSync(file, await noise(3, 3).png().toBuffer());
    memory.forgetImages([file]);
    expect(await knowledge.images({})).toMatchObject({ rows: 2, bad: 1 });
  });

  it('ends with the reason of its signal, and loses nothing by that', async () => {
    const read = await readAll('image,print\na,plain\nb,dots\n');
    const { knowledge, rows } = await known(new RowMemory(), read);
    const reason = new Error('typed on');
    await expect(knowledge.split(rows, config, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect((await knowledge.split(rows, config))?.facts.train.rows).toBe(2);
  });
});
