import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { within } from '../../server/label-pictures.ts';
import { Thumbnails } from '../../server/thumbnails.ts';
import { photo, projectFolder } from '../core/project-folder.ts';

const picture = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer();

const decoded = (uri: string) => sharp(Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64')).metadata();

describe('thumbnails', () => {
  it('are small JPEGs, of the whole image, never larger than it', async () => {
    const root = await projectFolder({
      'wide.png': await picture(4000, 500, '#00f'),
      'tiny.png': await picture(9, 7, '#0f08'),
    });
    const uris = await new Thumbnails().of([join(root, 'wide.png'), join(root, 'tiny.png')]);
    expect(uris.every((uri) => uri.startsWith('data:image/jpeg;base64,') && uri.length < 4000)).toBe(true);
    expect(await Promise.all(uris.map(decoded))).toMatchObject([
      { format: 'jpeg', width: 160, height: 20 },
      { format: 'jpeg', width: 9, height: 7 },
    ]);
  });

  it('are left out where an image is missing, damaged or no image', async () => {
    const good = await photo();
    const root = await projectFolder({ 'a.jpg': good, 'cut.jpg': good.subarray(0, 30), 'text.jpg': '<svg/>' });
    const files = ['none.jpg', 'cut.jpg', 'text.jpg', '.', 'a.jpg'].map((name) => join(root, name));
    expect(await new Thumbnails().of(files)).toHaveLength(1);
  });

  it('are made anew of a file that changed', async () => {
    const root = await projectFolder({ 'a.png': await picture(40, 30, '#f00') });
    const file = join(root, 'a.png');
    const thumbnails = new Thumbnails();
    const [red] = await thumbnails.of([file]);
    expect(await thumbnails.of([file])).toEqual([red]);
    await writeFile(file, await picture(60, 30, '#00f'));
    const [blue] = await thumbnails.of([file]);
    expect(await decoded(blue as string)).toMatchObject({ width: 60 });
    await rm(file);
    expect(await thumbnails.of([file])).toEqual([]);
  });

  it('are kept up to a size, and are the same when made again', async () => {
    const root = await projectFolder({ 'a.jpg': await photo(), 'b.jpg': await photo() });
    const files = [join(root, 'a.jpg'), join(root, 'b.jpg')];
    const small = new Thumbnails(10);
    const first = await small.of(files);
    expect(await small.of(files)).toEqual(first);
    expect(first).toHaveLength(2);
  });
});

describe('within', () => {
  it('takes what comes in time, and goes on without what does not', async () => {
    expect(await within(60_000, Promise.resolve('in time'), 'late')).toBe('in time');
    expect(await within(0, new Promise<string>(() => {}), 'late')).toBe('late');
    await expect(within(60_000, Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken');
  });
});
