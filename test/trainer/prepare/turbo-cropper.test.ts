import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../core/deepfashion/deepfashion.ts';
import { TurboCropper } from '../../../trainer/prepare/turbo-cropper.ts';
import fc from '../../fast-check.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/jpeg');
const fixture = (name: string) => readFileSync(join(FIXTURES, `${name}.jpg`));
const [WIDTH, HEIGHT] = [75, 53];
const BOX: Box = [5, 4, 61, 43];

const cropper = new TurboCropper(95);
const isInstalled = cropper.crop(fixture('420'), BOX) !== undefined;
const note = isInstalled ? '' : ' (not checked: @julusian/jpeg-turbo is not installed)';

const region = ([left, top, right, bottom]: Box) => ({ left, top, width: right - left, height: bottom - top });
const rgb = (image: Uint8Array) => sharp(image, { failOn: 'warning' }).removeAlpha().raw().toBuffer();

/** The mean difference of the values of two pictures of one size. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await rgb(one), await rgb(other)];
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

describe(`crops by libjpeg-turbo${note}`, () => {
  it.each(['420', '422', '444', 'optimized', 'progressive', 'restarts', 'rgb'])(
    '%s: as near to the original as by sharp',
    async (name) => {
      if (!isInstalled) return;
      const { bytes, clipped } = cropper.crop(fixture(name), BOX)!;
      const original = await sharp(fixture(name)).extract(region(BOX)).png().toBuffer();
      const sharps = await sharp(fixture(name)).extract(region(BOX)).jpeg({ quality: 95 }).toBuffer();
      expect(clipped).toBe(false);
      expect(await difference(bytes, original)).toBeLessThan(1.25 * (await difference(sharps, original)));
      const { chromaSubsampling, width, height } = await sharp(bytes).metadata();
      expect({ chromaSubsampling, width, height }).toEqual({ chromaSubsampling: '4:2:0', width: 56, height: 39 });
    },
  );

  it.each<[Box]>([[[74, 52, 75, 53]], [[0, 0, 1, 1]], [[0, 0, WIDTH, HEIGHT]], [[59, 0, 75, 53]]])(
    'cuts out the box %j',
    async (box) => {
      if (!isInstalled) return;
      const { bytes } = cropper.crop(fixture('444'), box)!;
      const { width, height } = await sharp(bytes).metadata();
      expect({ width, height }).toEqual({ width: box[2] - box[0], height: box[3] - box[1] });
    },
  );

  it('clips a box to the image, and has nothing for one outside it', async () => {
    if (!isInstalled) return;
    const { bytes, clipped } = cropper.crop(fixture('420'), [60, -4, 90, 20])!;
    expect(clipped).toBe(true);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 15, height: 20 });
    expect(cropper.crop(fixture('420'), [75, 0, 90, 20])).toBeUndefined();
  });

  it.each(['grey', 'cmyk', 'profile'])('leaves the kind %s to sharp', async (name) => {
    expect((await sharp(fixture(name)).metadata()).format).toBe('jpeg');
    expect(cropper.crop(fixture(name), BOX)).toBeUndefined();
  });

  it('leaves to sharp what is cut off, and what is no JPEG', () => {
    const file = fixture('420');
    for (let length = 0; length < file.length; length += 7) {
      expect(cropper.crop(file.subarray(0, length), [0, 0, WIDTH, HEIGHT]), `${length}`).toBeUndefined();
    }
    expect(cropper.crop(Buffer.from('<html>404</html>'), BOX)).toBeUndefined();
  });

  it('leaves to sharp what looks like more than a hundred scans, whose decoding could take minutes', () => {
    const file = fixture('progressive');
    // Within a comment, marks of scans do nothing, so that the picture stays a sound one.
    const withMarks = (count: number) => {
      const comment = Buffer.concat([
        Buffer.of(0xff, 0xfe, 0, 2 + 2 * count),
        Buffer.from('ffda'.repeat(count), 'hex'),
      ]);
      return Buffer.concat([file.subarray(0, 2), comment, file.subarray(2)]);
    };
    expect(cropper.crop(withMarks(80), BOX) !== undefined).toBe(isInstalled);
    expect(cropper.crop(withMarks(100), BOX)).toBeUndefined();
  });

  it('makes a whole JPEG or none of a file with any damage', async () => {
    const file = fixture('420');
    const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const broken = Buffer.from(file);
        for (const [at, value] of changes) broken[at] = value;
        const made = cropper.crop(broken, BOX);
        if (made !== undefined) await rgb(made.bytes);
      }),
      { numRuns: 400 },
    );
  });
});
