import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { BadImageError } from '../../../trainer/images/bad-image.ts';
import { type Preprocessing, preprocessing, readPixels } from '../../../trainer/images/preprocess.ts';
import { BLUE, distance, GREEN, noise, quarterColours, quarters, RED, temporaryFolder, YELLOW } from './pictures.ts';

const RULE = preprocessing({ height: 24, width: 40 });
const UPRIGHT = [RED, GREEN, BLUE, YELLOW];

async function read(content: Buffer, name = 'image', rule: Preprocessing = RULE): Promise<Uint8Array> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return readPixels(path, rule);
}

async function reasonFor(content: Buffer, name?: string): Promise<string> {
  return reasonOf(read(content, name));
}

async function reasonOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(BadImageError);
  return (error as BadImageError).message;
}

async function expectUpright(content: Buffer, tolerance = 6): Promise<void> {
  const pixels = await read(content);
  expect(pixels).toHaveLength(24 * 40 * 3);
  expect(distance(quarterColours(pixels, 40, 24), UPRIGHT)).toBeLessThanOrEqual(tolerance);
}

describe('the rule', () => {
  it('is plain JSON and survives being stored with a model', () => {
    expect(JSON.parse(JSON.stringify(RULE))).toEqual(RULE);
    expect(RULE).toMatchObject({ height: 24, width: 40, fit: 'fill' });
  });
});

describe('every kind of image becomes upright 3 × 8-bit RGB', () => {
  const jpeg = (image: Sharp) => image.jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff'] as const)('%s', async (format) => {
    await expectUpright(await quarters()[format]({ quality: 98 }).toBuffer(), 12);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i', async (orientation) => {
    await expectUpright(await jpeg(storedAs(orientation)));
  });

  it('a progressive JPEG', async () => {
    await expectUpright(
      await quarters().jpeg({ quality: 98, progressive: true, chromaSubsampling: '4:4:4' }).toBuffer(),
    );
  });

  it('a CMYK JPEG, within what inks can show', async () => {
    // The purest green is beyond ink; every quarter stays nearer to its own colour than to another.
    await expectUpright(await jpeg(quarters().toColourspace('cmyk')), 85);
  });

  it('16-bit PNG', async () => {
    const content = await quarters().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(content).metadata()).depth).toBe('ushort');
    await expectUpright(content);
  });

  it('16-bit grey PNG', async () => {
    const content = await quarters().toColourspace('grey16').png().toBuffer();
    expect((await sharp(content).metadata()).channels).toBe(1);
    expectGrey(await read(content));
  });

  it('a grey JPEG', async () => {
    const content = await jpeg(quarters().toColourspace('b-w'));
    expect((await sharp(content).metadata()).channels).toBe(1);
    expectGrey(await read(content));
  });

  it('a palette PNG', async () => {
    const content = await quarters().png({ palette: true, colours: 8 }).toBuffer();
    expect((await sharp(content).metadata()).isPalette).toBe(true);
    await expectUpright(content);
  });

  it.each([false, true])('transparent pixels lie on white (palette: %s)', async (palette) => {
    const clear = { r: 10, g: 20, b: 30, alpha: 0 };
    const content = await sharp({ create: { width: 80, height: 48, channels: 4, background: clear } })
      .composite([{ input: await quarters(40, 48).png().toBuffer(), left: 0, top: 0 }])
      .png({ palette })
      .toBuffer();
    const pixels = await read(content);
    expect([...pixels.subarray(30 * 3, 30 * 3 + 3)]).toEqual([255, 255, 255]);
    expect(distance([[...pixels.subarray(0, 3)]], [RED])).toBeLessThanOrEqual(6);
  });

  it('half transparent 16-bit pixels are mixed with white', async () => {
    const content = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    expect(distance([[...(await read(content)).subarray(0, 3)]], [[255, 127, 127]])).toBeLessThanOrEqual(2);
  });

  it.each(['gif', 'webp'] as const)('the first frame of an animated %s', async (format) => {
    const frames = [quarters(), noise(80, 48)];
    const images = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
    const content = await sharp(images, { join: { animated: true } })
      [format]({ quality: 98 })
      .toBuffer();
    expect((await sharp(content).metadata()).pages).toBe(2);
    await expectUpright(content, 12);
  });

  it('is told by its content, whatever its name', async () => {
    const path = join(temporaryFolder(), 'photo.jpg');
    writeFileSync(path, await quarters().png().toBuffer());
    expect(await readPixels(path, RULE)).toHaveLength(24 * 40 * 3);
  });
});

describe('the resize', () => {
  it('puts rows first: a wide picture in a tall input keeps its halves', async () => {
    const tall = preprocessing({ height: 60, width: 20 });
    const pixels = await read(await quarters(80, 48).png().toBuffer(), 'image', tall);
    expect(pixels).toHaveLength(60 * 20 * 3);
    expect(distance(quarterColours(pixels, 20, 60), UPRIGHT)).toBeLessThanOrEqual(2);
  });

  it('averages what it shrinks', async () => {
    const pixels = await read(await noise(800, 480).png().toBuffer());
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const deviation = Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
    expect(mean).toBeCloseTo(127, -1);
    // Uniform noise deviates by 74; picking pixels instead of averaging them would leave that.
    expect(deviation).toBeLessThan(10);
  });

  it('gives the same pixels every time', async () => {
    const content = await noise(333, 222).jpeg().toBuffer();
    expect(await read(content)).toEqual(await read(content));
  });
});

describe('an image that cannot be used is refused with a plain reason', () => {
  it.each([0.05, 0.3, 0.6, 0.95])('a JPEG cut off at %d of its length', async (share) => {
    const whole = await noise(300, 200).jpeg().toBuffer();
    const reason = await reasonFor(whole.subarray(0, Math.floor(whole.length * share)));
    expect(reason).toMatch(/cut off or damaged/);
  });

  it.each([0.3, 0.6, 0.95])('a PNG cut off at %d of its length', async (share) => {
    const whole = await noise(300, 200).png().toBuffer();
    const reason = await reasonFor(whole.subarray(0, Math.floor(whole.length * share)));
    expect(reason).toMatch(/cut off or damaged/);
  });

  it('zero bytes', async () => {
    expect(await reasonFor(Buffer.alloc(0))).toBe('the file is empty');
  });

  it('a missing file', async () => {
    expect(await reasonOf(readPixels(join(temporaryFolder(), 'none.jpg'), RULE))).toBe('the file does not exist');
  });

  it('a folder', async () => {
    const path = join(temporaryFolder(), 'photo.jpg');
    mkdirSync(path);
    expect(await reasonOf(readPixels(path, RULE))).toBe('it is a folder');
    expect(await reasonOf(readPixels(join(path, 'in.jpg', 'side'), RULE))).toBe('the file does not exist');
  });

  it('a path through a file', async () => {
    const path = join(temporaryFolder(), 'photo.jpg');
    writeFileSync(path, 'x');
    expect(await reasonOf(readPixels(join(path, 'a.jpg'), RULE))).toMatch(/^the file does not exist/);
  });

  it('a link in a circle, and a pipe that nobody writes', async () => {
    if (process.platform === 'win32') return; // has neither
    const folder = temporaryFolder();
    symlinkSync(join(folder, 'a.jpg'), join(folder, 'a.jpg'));
    expect(await reasonOf(readPixels(join(folder, 'a.jpg'), RULE))).toMatch(/^the path is a link/);
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    expect(await reasonOf(readPixels(join(folder, 'pipe.jpg'), RULE))).toBe('it is not a regular file');
  });

  it.each([
    ['a web page', '<!DOCTYPE html>\n<html><body>404 Not Found</body></html>', /^it is a web page/],
    ['a page that starts with blanks', '\n\n  <html lang="en"></html>', /^it is a web page/],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /^it is an SVG drawing/],
    ['BMP', 'BM\0\0\0\0\0\0\0\0\x36\0\0\0', /^it is a BMP image; JPEG, PNG, WebP, GIF and TIFF images can be read$/],
    ['PPM', 'P6\n1 1\n255\nabc', /^it is a PPM image/],
    ['PDF', '%PDF-1.7\n', /^it is a PDF document/],
    ['text', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n', /^it is a Git LFS pointer/],
    ['a note', 'see the other folder', /^it is text/],
    ['anything else', '\x01\x02\x03\x04\x05\x06', /^it is not an image/],
  ])('%s named .jpg', async (_, content, reason) => {
    expect(await reasonFor(Buffer.from(content, 'latin1'), 'photo.jpg')).toMatch(reason);
  });

  it('AVIF, which is not among the formats', async () => {
    const path = join(temporaryFolder(), 'photo.avif');
    writeFileSync(path, Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf', 'latin1'));
    expect(await reasonOf(readPixels(path, RULE))).toMatch(/^it is an AVIF or HEIC image/);
  });

  it('a small file that unfolds to 64 megapixels', async () => {
    const bomb = await sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'white' } })
      .toColourspace('b-w')
      .png({ compressionLevel: 3 })
      .toBuffer();
    expect(bomb.length).toBeLessThan(1_000_000);
    expect(await reasonFor(bomb)).toMatch(/^it has 8.000 × 8.000 pixels; at most 50 million are read$/);
  });
});

function expectGrey(pixels: Uint8Array): void {
  expect(pixels).toHaveLength(24 * 40 * 3);
  for (let i = 0; i < pixels.length; i += 3) {
    expect(pixels[i + 1]).toBe(pixels[i]);
    expect(pixels[i + 2]).toBe(pixels[i]);
  }
  const [red, green] = quarterColours(pixels, 40, 24);
  expect(green![0]).toBeGreaterThan(red![0]!);
}

/** The upright picture as a camera stores it that notes this EXIF orientation. */
function storedAs(orientation: number): Sharp {
  const inverse: Record<number, (image: Sharp) => Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(270).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(90).flop(),
    8: (image) => image.rotate(90),
  };
  return inverse[orientation]!(quarters()).withMetadata({ orientation });
}
