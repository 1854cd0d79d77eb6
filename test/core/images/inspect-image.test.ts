import { chmodSync, existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectImage, MAX_IMAGE_PIXELS } from '../../../core/images/inspect-image.ts';
import fc from '../../fast-check.ts';
import { imageFolder, noise, pngOfClaimedSize, withSegments } from './image-files.ts';

const { folder, write } = imageFolder();

describe('the size', () => {
  test.each([
    ['JPEG', () => noise(31, 17).jpeg()],
    ['JPEG', () => noise(31, 17).jpeg({ progressive: true })],
    ['JPEG', () => noise(31, 17).toColourspace('cmyk').jpeg()],
    ['PNG', () => noise(31, 17).png()],
    ['PNG', () => noise(31, 17).toColourspace('grey16').png()],
    ['PNG', () => noise(31, 17).png({ palette: true })],
    ['WebP', () => noise(31, 17).webp()],
    ['WebP', () => noise(31, 17).webp({ lossless: true })],
    ['WebP', () => noise(31, 17).ensureAlpha(0.5).webp()],
    ['GIF', () => noise(31, 17).gif()],
    ['TIFF', () => noise(31, 17).tiff()],
    ['TIFF', () => noise(31, 17).tiff({ bigtiff: true })],
  ] as const)('of a %s (case %#) is read, whatever its name', async (format, picture) => {
    expect(await inspectImage(write(await picture().toBuffer()))).toEqual({ format, width: 31, height: 17 });
  });

  test.each([false, true])('of a TIFF whose directory stands behind the pixels (BigTIFF: %s)', async (bigtiff) => {
    const tiff = await noise(700, 600).tiff({ compression: 'none', bigtiff }).toBuffer();
    expect(await inspectImage(write(tiff))).toEqual({ format: 'TIFF', width: 700, height: 600 });
  });

  test.each([70_000, 600_000, 3_000_000])('of a JPEG behind %d bytes of thumbnails and profiles', async (bytes) => {
    const jpeg = withSegments(await noise(31, 17).jpeg().toBuffer(), bytes);
    expect(await inspectImage(write(jpeg))).toEqual({ format: 'JPEG', width: 31, height: 17 });
  });

  test('is the stored one, before any EXIF orientation', async () => {
    const turned = await noise(31, 17).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await inspectImage(write(turned))).toEqual({ format: 'JPEG', width: 31, height: 17 });
  });
});

describe('an image that claims too many pixels', () => {
  test('such as 20000 × 20000 is refused', async () => {
    expect(await inspectImage(write(await pngOfClaimedSize(20_000, 20_000)))).toEqual({
      problem: 'it has 20\u00a0000 × 20\u00a0000 pixels; at most 50 million are read',
    });
  });

  test('is one with more than the limit', async () => {
    const width = MAX_IMAGE_PIXELS / 5000;
    expect(await inspectImage(write(await pngOfClaimedSize(width, 5000)))).toMatchObject({ width });
    expect(await inspectImage(write(await pngOfClaimedSize(width + 1, 5000)))).toHaveProperty('problem');
  });
});

describe('a damaged header', () => {
  test.each([
    ['JPEG', 15, () => noise(31, 17).jpeg()],
    ['PNG', 20, () => noise(31, 17).png()],
    ['WebP', 22, () => noise(31, 17).webp()],
    ['GIF', 9, () => noise(31, 17).gif()],
    ['TIFF', 12, () => noise(31, 17).tiff()],
  ] as const)('of a %s is one cut off after %d bytes', async (format, length, picture) => {
    const whole = await picture().toBuffer();
    expect(await inspectImage(write(whole.subarray(0, length)))).toEqual({
      problem: `its ${format} header is cut off or damaged`,
    });
  });

  test('is one without width', async () => {
    expect(await inspectImage(write(await pngOfClaimedSize(0, 10)))).toEqual({
      problem: 'its PNG header is cut off or damaged',
    });
  });

  test('is a TIFF whose directory lies outside the file, or would be endless', async () => {
    const tiff = await noise(31, 17).tiff().toBuffer();
    const outside = Buffer.from(tiff);
    outside.writeUInt32LE(0xfffffff0, 4);
    const endless = Buffer.from(tiff);
    endless.writeUInt16LE(0xffff, endless.readUInt32LE(4));
    for (const damaged of [outside, endless]) {
      expect(await inspectImage(write(damaged))).toEqual({ problem: 'its TIFF header is cut off or damaged' });
    }
  });
});

describe('what is no image', () => {
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  test.each([
    ['a web page', '<!DOCTYPE html><html><body>404</body></html>', 'it is a web page (HTML), not an image'],
    ['a web page behind white space', '\ufeff\r\n <html lang="en">', 'it is a web page (HTML), not an image'],
    ['an SVG drawing', '<?xml version="1.0"?>\n<svg width="1" height="1"></svg>', 'it is an SVG drawing'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n', 'it is a Git LFS pointer'],
    ['text', 'Größe folgt später\n', 'it is text, not an image'],
    ['a BMP', latin1('BM\x46\0\0\0\0\0\0\0\x36\0\0\0'), 'it is a BMP image'],
    ['a PPM', latin1('P6\n2 2\n255\n\0\0\0\0'), 'it is a PPM image'],
    ['an AVIF', latin1('\0\0\0\x1cftypavif\0\0\0\0'), 'it is an AVIF or HEIC image'],
    ['a JPEG XL', latin1('\xff\x0a\0\0\0\0'), 'it is a JPEG XL image'],
    ['a PDF', latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), 'it is a PDF document'],
    ['a zip', latin1('PK\x03\x04\x14\0'), 'it is a zip archive'],
    ['noise', latin1('\x01\x02\x03\x04\x05\x06'), 'it is not an image, or its first bytes are damaged'],
  ])('such as %s is named', async (_what, content, what) => {
    const found = await inspectImage(write(content));
    const problem = 'problem' in found ? found.problem : '';
    expect(problem.slice(0, what.length)).toBe(what);
    expect(problem).toContain('JPEG, PNG, WebP, GIF and TIFF images can be read');
  });

  test('such as an empty file', async () => {
    expect(await inspectImage(write(''))).toEqual({ problem: 'the file is empty' });
  });

  test('such as a folder', async () => {
    expect(await inspectImage(folder)).toEqual({ problem: 'it is a folder' });
  });

  test('such as a device is not opened', async () => {
    if (!existsSync('/dev/zero')) return;
    expect(await inspectImage('/dev/zero')).toEqual({ problem: 'it is not a regular file' });
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['is missing', () => join(folder, 'nowhere.jpg'), 'the file does not exist'],
    [
      'would be below a file',
      () => join(write(''), 'a.jpg'),
      'the file does not exist: a part of its path is a file, not a folder',
    ],
    ['has too long a name', () => join(folder, 'x'.repeat(300)), 'the path is too long'],
    ['has a NUL in its path', () => 'a\0.jpg', 'the path holds a NUL character'],
  ])('because it %s', async (_why, path, problem) => {
    expect(await inspectImage(path())).toEqual({ problem });
  });

  test('because its link leads back to itself', async () => {
    if (process.platform === 'win32') return;
    const link = join(folder, 'loop.jpg');
    symlinkSync(link, link);
    expect(await inspectImage(link)).toEqual({ problem: 'the path is a link that leads back to itself' });
  });

  test('because this user may not', async () => {
    const path = write('<html>');
    chmodSync(path, 0o000);
    // The superuser and Windows read files whatever their mode.
    const bound = process.getuid !== undefined && process.getuid() !== 0;
    const problem = bound ? 'this user may not read the file' : expect.stringContaining('a web page (HTML)');
    expect(await inspectImage(path)).toEqual({ problem });
  });
});

test('whatever the bytes, inspection ends without an exception', async () => {
  const pictures = await Promise.all([
    noise(40, 30).jpeg().toBuffer(),
    noise(40, 30).png().toBuffer(),
    noise(40, 30).webp().toBuffer(),
    noise(40, 30).gif().toBuffer(),
    noise(40, 30).tiff().toBuffer(),
    noise(40, 30).tiff({ bigtiff: true }).toBuffer(),
  ]);
  const mutations = fc.array(fc.tuple(fc.nat(199), fc.nat(255)), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pictures), mutations, fc.nat(400), async (picture, changes, length) => {
      const bytes = Buffer.from(picture.subarray(0, length));
      for (const [position, value] of changes) if (position < bytes.length) bytes[position] = value;
      const found = await inspectImage(write(bytes, 'mutant.jpg'));
      if ('problem' in found) expect(found.problem).not.toBe('');
      else expect(found.width * found.height).toBeLessThanOrEqual(MAX_IMAGE_PIXELS);
    }),
    { numRuns: 1000 },
  );
});
