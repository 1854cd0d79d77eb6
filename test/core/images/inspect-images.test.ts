import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../core/dataframe/dataframe.ts';
import { inspectImages } from '../../../core/images/inspect-images.ts';
import { imageFolder, noise } from './image-files.ts';

const { folder, write } = imageFolder();

const samplesOf = (names: readonly string[]): Sample[] =>
  names.map((name, index) => ({ row: index + 1, image: join(folder, name), imageText: name, labels: [] }));

describe('inspectImages', () => {
  test.each([1, 4, 100])(
    'names every row with a bad image in the order of the samples (concurrency %d)',
    async (concurrency) => {
      write(await noise(3, 3).png().toBuffer(), 'good.png');
      write('', 'empty.png');
      const names = ['empty.png', 'good.png', 'missing.png', 'good.png', 'empty.png'];
      expect(await inspectImages(samplesOf(names), { concurrency })).toEqual([
        { row: 1, path: 'empty.png', problem: 'the file is empty' },
        { row: 3, path: 'missing.png', problem: 'the file does not exist' },
        { row: 5, path: 'empty.png', problem: 'the file is empty' },
      ]);
    },
  );

  test('of no samples is nothing', async () => {
    expect(await inspectImages([])).toEqual([]);
  });

  test('throws the reason of its signal', async () => {
    const reason = new Error('enough');
    const names = Array.from({ length: 1000 }, (_, index) => `${index}.jpg`);
    await expect(inspectImages(samplesOf(names), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    const controller = new AbortController();
    const inspecting = inspectImages(samplesOf(names), { signal: controller.signal });
    controller.abort(reason);
    await expect(inspecting).rejects.toBe(reason);
  });
});
