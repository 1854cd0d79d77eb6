import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImageStates } from '../../../core/rows/image-states.ts';
import { findRepeatedImages } from '../../../core/rows/repeated-images.ts';
import { finish } from '../../../core/slices.ts';
import { imageFolder, noise } from '../images/image-files.ts';
import { tableOf } from './tables.ts';

const { folder, write } = imageFolder();

function statesOf(names: readonly string[]): ImageStates {
  const table = tableOf(names, folder);
  return finish(ImageStates.of(table, finish(findRepeatedImages(table))));
}

describe('the states of images', () => {
  it('name every row with a bad image in row order, and leave out rows without one', async () => {
    write(await noise(3, 3).png().toBuffer(), 'good.png');
    write('', 'empty.png');
    const states = statesOf(['empty.png', '', 'good.png', 'missing.png', 'good.png', './empty.png']);
    expect(states.facts).toBeUndefined();
    const facts = await states.inspect();
    expect(facts).toEqual({
      rows: 5,
      bad: 3,
      problems: [
        { row: 1, path: 'empty.png', problem: 'the file is empty' },
        { row: 4, path: 'missing.png', problem: 'the file does not exist' },
        { row: 6, path: './empty.png', problem: 'the file is empty' },
      ],
    });
    expect(states.facts).toBe(facts);
  });

  it('of no rows are nothing', async () => {
    expect(await statesOf([]).inspect()).toEqual({ rows: 0, bad: 0, problems: [] });
  });

  it('count more bad images than they name', async () => {
    const { bad, problems } = await statesOf(Array.from({ length: 1500 }, (_, row) => `${row}.jpg`)).inspect();
    expect([bad, problems.length]).toEqual([1500, 1000]);
  });

  it('tell how many files were read, each once', async () => {
    write(await noise(3, 3).png().toBuffer(), 'good.png');
    const told: [number, number][] = [];
    await statesOf(['good.png', 'good.png', 'none.png']).inspect({
      onProgress: (done, total) => told.push([done, total]),
    });
    expect(told).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('throw the reason of their signal, and go on from there', async () => {
    const reason = new Error('enough');
    const states = statesOf(Array.from({ length: 1000 }, (_, index) => `${index}.jpg`));
    await expect(states.inspect({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const controller = new AbortController();
    const onProgress = (done: number) => {
      if (done === 500) controller.abort(reason);
    };
    await expect(states.inspect({ signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(states.facts).toBeUndefined();

    const further: number[] = [];
    expect((await states.inspect({ onProgress: (done) => further.push(done) })).bad).toBe(1000);
    expect(further[0]).toBeGreaterThan(500);
  });

  it('are found out once, whoever else asks meanwhile', async () => {
    write(await noise(3, 3).png().toBuffer(), 'good.png');
    const states = statesOf([...Array.from({ length: 300 }, (_, index) => `${index}.jpg`), 'good.png']);
    const read: number[] = [];
    const onProgress = (done: number) => read.push(done);
    states.forget([join(folder, 'good.png')]);
    const [one, other] = await Promise.all([states.inspect({ onProgress }), states.inspect({ onProgress })]);
    expect(one).toMatchObject({ rows: 301, bad: 300 });
    expect(other).toEqual(one);
    expect(read).toEqual(Array.from({ length: 301 }, (_, index) => index + 1));
  });

  it('are left to another to find out by whoever has enough', async () => {
    const states = statesOf(Array.from({ length: 300 }, (_, index) => `${index}.jpg`));
    const reason = new Error('enough');
    const controller = new AbortController();
    const first = states.inspect();
    const second = states.inspect({ signal: controller.signal });
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(states.facts).toBeUndefined();
    expect((await first).bad).toBe(300);
  });

  it('are found out by the next where another has enough', async () => {
    const states = statesOf(Array.from({ length: 300 }, (_, index) => `${index}.jpg`));
    const reason = new Error('enough');
    const controller = new AbortController();
    const first = states.inspect({ signal: controller.signal, onProgress: () => controller.abort(reason) });
    const second = states.inspect();
    await expect(first).rejects.toBe(reason);
    expect((await second).bad).toBe(300);
  });

  it('are found out again for files that changed, and only for those', async () => {
    write(await noise(3, 3).png().toBuffer(), 'a.png');
    const states = statesOf(['a.png', 'b.png', 'a.png']);
    expect((await states.inspect()).problems.map(({ row }) => row)).toEqual([2]);
    rmSync(join(folder, 'a.png'));
    write(await noise(3, 3).png().toBuffer(), 'b.png');
    states.forget([join(folder, 'a.png')]);
    expect(states.facts).toBeUndefined();
    const read: number[] = [];
    expect((await states.inspect({ onProgress: (done) => read.push(done) })).problems).toMatchObject([
      { row: 1, problem: 'the file does not exist' },
      { row: 2 },
      { row: 3, problem: 'the file does not exist' },
    ]);
    expect(read).toEqual([2]);
  });

  it('are found out again for a file that two paths may mean, and in folders that were not there', async () => {
    const image = await noise(3, 3).png().toBuffer();
    const table = tableOf(['in/a.png'], folder, [], join(folder, 'tables'));
    const states = finish(ImageStates.of(table, finish(findRepeatedImages(table))));
    expect((await states.inspect()).bad).toBe(1);
    for (const file of ['tables/in/a.png', 'in/a.png']) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), image);
      states.forget([join(folder, file)]);
      expect((await states.inspect()).bad).toBe(0);
      rmSync(join(folder, file, '..'), { recursive: true });
      states.forget([join(folder, file)]);
      expect((await states.inspect()).bad).toBe(1);
    }
  });

  it('are taken over where another table names the same images at the same places', async () => {
    const older = statesOf(['a.jpg', 'b.jpg', 'c.jpg', '']);
    await older.inspect();
    const newer = statesOf(['a.jpg', 'x.jpg', 'c.jpg', 'd.jpg', 'a.jpg']);
    finish(newer.takeOver(older));
    const read: number[] = [];
    const facts = await newer.inspect({ onProgress: (done) => read.push(done) });
    expect(read).toEqual([3, 4]);
    expect(facts).toEqual(await statesOf(['a.jpg', 'x.jpg', 'c.jpg', 'd.jpg', 'a.jpg']).inspect());
  });

  it('are not taken over of a file that changes meanwhile', async () => {
    const older = statesOf(['a.png']);
    expect((await older.inspect()).bad).toBe(1);
    const newer = statesOf(['a.png']);
    const work = newer.takeOver(older);
    expect(work.next().done).toBe(false);
    write(await noise(3, 3).png().toBuffer(), 'a.png');
    older.forget([join(folder, 'a.png')]);
    finish(work);
    expect((await newer.inspect()).bad).toBe(0);
  });
});
