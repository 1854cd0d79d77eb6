import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFilesIn } from '../../../trainer/export/image-files.ts';
import { spread } from '../../../trainer/export/images.ts';
import fc from '../../fast-check.ts';
import { temporaryFolder } from '../images/pictures.ts';

test('files are taken as they are named, folders for the images in them and below', async () => {
  const folder = temporaryFolder();
  await mkdir(join(folder, 'photos', 'more'), { recursive: true });
  const files = ['one.txt', 'photos/b.JPG', 'photos/a.png', 'photos/notes.md', 'photos/._a.png', 'photos/more/c.tiff'];
  for (const file of files) await writeFile(join(folder, file), '');
  await symlink(join(folder, 'one.txt'), join(folder, 'photos', 'link.jpg'));
  const found = await imageFilesIn([join(folder, 'one.txt'), join(folder, 'photos')]);
  expect(found).toEqual(
    ['one.txt', 'photos/a.png', 'photos/b.JPG', 'photos/link.jpg', 'photos/more/c.tiff'].map((f) => join(folder, f)),
  );
});

test('a path that is not there is told', async () => {
  await expect(imageFilesIn(['nowhere/photos'])).rejects.toThrow(
    'The image nowhere/photos cannot be used: the file does not exist.',
  );
});

test('the first images lie evenly over all that there are, and none is lost', () => {
  expect([...spread([0, 1, 2, 3, 4, 5, 6], 3)]).toEqual([0, 3, 6, 1, 4, 2, 5]);
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 2, max: 20 }), (length, count) => {
      const items = Array.from({ length }, (_, i) => i);
      const order = [...spread(items, count)];
      expect([...order].sort((a, b) => a - b)).toEqual(items);
      if (length > 2 * count) expect(Math.max(...order.slice(0, count))).toBeGreaterThan(length / 3);
    }),
  );
});
