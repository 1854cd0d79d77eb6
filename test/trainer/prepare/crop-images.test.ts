import { existsSync } from 'node:fs';
import { appendFile, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { UserError } from '../../../core/errors.ts';
import { disk } from '../../../core/files.ts';
import { cropImages } from '../../../trainer/prepare/crop-images.ts';
import { JOURNAL_NAME } from '../../../trainer/prepare/crop-journal.ts';
import type { CropTask } from '../../../trainer/prepare/crop-protocol.ts';
import type { startCropThreads } from '../../../trainer/prepare/crop-threads.ts';
import { Cropper, type SaveCrop } from '../../../trainer/prepare/cropper.ts';
import { saveCrop } from '../../../trainer/prepare/save-crop.ts';
import { temporaryFolder } from '../images/pictures.ts';
import { picture } from './dataset.ts';

interface Work {
  readonly folder: string;
  readonly tasks: CropTask[];
}

async function work(count = 40): Promise<Work> {
  const root = temporaryFolder();
  const folder = join(root, 'crops');
  const tasks = Array.from({ length: count }, (_, i): CropTask => {
    return { source: join(root, `${i}.png`), target: join(folder, `folder${i % 3}`, `${i}.png`), box: [1, 2, 9, 11] };
  });
  await Promise.all(tasks.map(async ({ source }, i) => writeFile(source, await picture(i + 1))));
  return { folder, tasks };
}

/** Crops in this thread, so that a test can let saving fail. */
const inThisThread =
  (save: SaveCrop): typeof startCropThreads =>
  (_, quality) => {
    let stopped = false;
    const cropper = new Cropper({ quality, halfWritten: '.half', save });
    const hand = { crop: (tasks: readonly CropTask[]) => cropper.answer(tasks, () => stopped), close: async () => {} };
    return {
      hands: [hand],
      stop: () => {
        stopped = true;
      },
    };
  };

/** How many crops were made and how many were there. */
async function crop({ folder, tasks }: Work, changes: Partial<Parameters<typeof cropImages>[1]> = {}) {
  const signal = new AbortController().signal;
  const options = { folder, quality: 95, threads: 2, files: disk, signal, onProgress: () => {}, ...changes };
  const outcomes = await cropImages(tasks, options);
  const count = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { made: count('made'), kept: count('kept'), leftOut: count('left-out') };
}

async function contents({ folder }: Work): Promise<Map<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.png')).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, (await readFile(join(folder, name))).toString('hex')] as const)),
  );
}

it('makes every crop once', async () => {
  const some = await work();
  expect(await crop(some)).toEqual({ made: 40, kept: 0, leftOut: 0 });
  const first = await contents(some);
  expect(first.size).toBe(40);
  expect(await crop(some)).toEqual({ made: 0, kept: 40, leftOut: 0 });
  expect(await contents(some)).toEqual(first);
});

it('crops JPEGs of every kind, and PNGs that are called .jpg', async () => {
  const root = temporaryFolder();
  const fixtures = join(import.meta.dirname, '../../fixtures/jpeg');
  const names = (await readdir(fixtures)).filter((name) => name.endsWith('.jpg'));
  await writeFile(join(root, 'png.jpg'), await picture(1));
  const folder = join(root, 'crops');
  const sources = [...names.map((name) => join(fixtures, name)), join(root, 'png.jpg')];
  const tasks = sources.map(
    (source): CropTask => ({ source, target: join(folder, basename(source)), box: [3, 2, 19, 14] }),
  );
  expect(await crop({ folder, tasks })).toEqual({ made: sources.length, kept: 0, leftOut: 0 });
  for (const { source, target } of tasks) {
    const made = sharp(await readFile(target), { failOn: 'warning' });
    expect(await made.metadata()).toMatchObject({ format: 'jpeg', width: 16, height: 12 });
    const part = await sharp(source).extract({ left: 3, top: 2, width: 16, height: 12 }).png().toBuffer();
    const [own, wanted] = await Promise.all([made, sharp(part)].map(async (image) => (await image.stats()).channels));
    expect(own![0]!.mean, source).toBeCloseTo(wanted![0]!.mean, -1);
  }
});

it('makes a crop again whose image, box, quality or file is no longer the same', async () => {
  const some = await work();
  await crop(some);
  const first = await contents(some);
  await writeFile(some.tasks[3]!.source, await picture(99));
  await utimes(some.tasks[4]!.source, 1, 2);
  some.tasks[5] = { ...some.tasks[5]!, box: [1, 2, 9, 12] };
  await writeFile(some.tasks[6]!.target, 'cut off');
  some.tasks[7] = { ...some.tasks[7]!, source: some.tasks[8]!.source };
  expect(await crop(some)).toEqual({ made: 5, kept: 35, leftOut: 0 });
  const changed = [...(await contents(some))].filter(([name, bytes]) => first.get(name) !== bytes);
  expect(changed.map(([name]) => name).sort()).toEqual(['folder0/3.png', 'folder1/7.png', 'folder2/5.png']);
  expect(await crop(some, { quality: 90 })).toEqual({ made: 40, kept: 0, leftOut: 0 });
});

it('trusts no line of the journal that is cut off or strange', async () => {
  const some = await work();
  await crop(some);
  const journal = join(some.folder, JOURNAL_NAME);
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(40);
  await writeFile(journal, `${lines.slice(0, 30).join('\n')}\n${lines[30]!.slice(0, 50)}`);
  expect(await crop(some)).toEqual({ made: 10, kept: 30, leftOut: 0 });
  await appendFile(journal, 'null\n[1,2]\n["folder0/0.png",null]\n["folder0/0.png",{"source":1}]\n\0\n');
  expect(await crop(some)).toEqual({ made: 0, kept: 40, leftOut: 0 });
});

it('makes a crop again of which the journal says too little', async () => {
  const some = await work();
  await crop(some);
  const journal = join(some.folder, JOURNAL_NAME);
  const [first, ...others] = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  const [name, record] = JSON.parse(first!) as [string, object];
  const vague = JSON.stringify([name, { ...record, from: [], box: [], to: [] }]);
  await writeFile(journal, [vague, ...others, ''].join('\n'));
  expect(await crop(some)).toEqual({ made: 1, kept: 39, leftOut: 0 });
});

it('removes what a killed process left half written, and nothing of one that lives', async () => {
  const some = await work(6);
  await crop(some);
  const [dead, alive] = [
    join(some.folder, 'folder0/.multitask-4194999-1'),
    join(some.folder, 'folder1/.multitask-1-1'),
  ];
  for (const path of [dead, alive]) await writeFile(path, 'half');
  for (const task of some.tasks) await rm(task.target);
  await crop(some);
  expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
});

it('stops after the crops in work, and goes on there', async () => {
  const some = await work(200);
  const stop = new AbortController();
  const onProgress = (done: number) => {
    if (done >= 16) stop.abort();
  };
  await expect(crop(some, { threads: 1, signal: stop.signal, onProgress })).rejects.toThrow('aborted');
  const made = (await contents(some)).size;
  expect(made).toBeGreaterThanOrEqual(16);
  expect(made).toBeLessThan(64);
  expect(await crop(some)).toEqual({ made: 200 - made, kept: made, leftOut: 0 });
});

it('says that the disk is full, leaves no half crop, and goes on when there is room', async () => {
  const some = await work();
  let room = 21;
  const startThreads = inThisThread((path, bytes, halfWritten) => {
    if (room-- > 0) return saveCrop(path, bytes, halfWritten);
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  });
  const error = await crop(some, { startThreads }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toBe(`The crops could not be saved: the disk is full (${some.folder}).`);
  expect((await contents(some)).size).toBe(21);
  expect(await crop(some)).toEqual({ made: 19, kept: 21, leftOut: 0 });
  expect((await readdir(some.folder)).sort()).toEqual([JOURNAL_NAME, 'folder0', 'folder1', 'folder2']);
});

it('says that the journal cannot be rewritten when the disk is full then; the crops stay', async () => {
  const some = await work();
  const replace = async () => {
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  };
  await expect(crop(some, { files: { ...disk, replace } })).rejects.toThrow('the disk is full');
  expect(await crop(some)).toEqual({ made: 0, kept: 40, leftOut: 0 });
});

it('says what stands where the folder of the crops should be', async () => {
  const some = await work(2);
  await writeFile(some.folder, '');
  await expect(crop(some)).rejects.toThrow(/^The crops could not be saved: a part of the path is a file, not a folder/);
});
