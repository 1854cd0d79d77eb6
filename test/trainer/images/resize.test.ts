import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { preprocessing, readPixels } from '../../../trainer/images/preprocess.ts';
import pillow from '../../fixtures/images/resize.json' with { type: 'json' };
import { temporaryFolder } from './pictures.ts';

/** The pictures of make_resize.py. */
const PICTURES: Readonly<Record<string, (y: number, x: number, c: number) => number>> = {
  waves: (y, x, c) => Math.floor(127.5 + 100 * Math.sin(x / (5 + c)) * Math.cos(y / (7 - c))),
  blocks: (y, x, c) => ((Math.floor(x / 9) + Math.floor(y / 7) + c) % 2) * 255,
  grain: (y, x, c) => (x * 7919 + y * 104729 + c * 1299709 + x * y * 31) % 256,
};

async function ours(picture: string, [height, width]: number[], [rows, columns]: number[]): Promise<Uint8Array> {
  const at = PICTURES[picture]!;
  const pixels = Uint8Array.from({ length: height! * width! * 3 }, (_, i) =>
    at(Math.floor(i / 3 / width!), Math.floor(i / 3) % width!, i % 3),
  );
  const path = join(temporaryFolder(), 'picture.png');
  writeFileSync(
    path,
    await sharp(pixels, { raw: { height: height!, width: width!, channels: 3 } })
      .png()
      .toBuffer(),
  );
  return readPixels(path, preprocessing({ height: rows!, width: columns! }));
}

function differences(actual: Uint8Array, base64: string): { largest: number; mean: number } {
  const expected = Buffer.from(base64, 'base64');
  expect(actual).toHaveLength(expected.length);
  const all = Array.from(actual, (value, i) => Math.abs(value - expected[i]!));
  return { largest: Math.max(...all), mean: all.reduce((sum, value) => sum + value, 0) / all.length };
}

const isReduced = ({ size, target }: (typeof pillow)[number]) => target[0]! < size[0]!;

/** Grey levels from Pillow's BILINEAR: the largest, and the mean. Where the scale is a whole number libvips averages blocks first. */
const LIMITS: Readonly<Record<string, { largest: number; mean: number }>> = {
  waves: { largest: 6, mean: 0.6 },
  blocks: { largest: 25, mean: 7 },
  grain: { largest: 16, mean: 4 },
};

describe('the resize beside that of Pillow', () => {
  test.each(pillow.filter(isReduced))('reduces alike: $picture of $size to $target', async (one) => {
    const { largest, mean } = differences(await ours(one.picture, one.size, one.target), one.bilinear);
    const limit = LIMITS[one.picture]!;
    expect(largest).toBeLessThanOrEqual(limit.largest);
    expect(mean).toBeLessThan(limit.mean);
  });

  test.each(pillow.filter((one) => isReduced(one) && one.picture !== 'waves'))(
    "is not Keras' default, which takes the nearest pixel: $picture of $size to $target",
    async (one) => {
      const actual = await ours(one.picture, one.size, one.target);
      expect(differences(actual, one.nearest).mean).toBeGreaterThan(8 * differences(actual, one.bilinear).mean);
    },
  );

  test.each(pillow.filter((one) => !isReduced(one)))(
    'enlarges half a pixel further down and right: $picture of $size to $target',
    async (one) => {
      const columns = one.target[1]!;
      const expected = Buffer.from(one.bilinear, 'base64');
      const moved = expected.map((_, i) => {
        const left = Math.floor(i / 3) % columns > 0 ? i - 3 : i;
        const up = columns * 3;
        const at = (place: number) => (expected[place]! + expected[place - up < 0 ? place : place - up]!) / 2;
        return Math.round((at(i) + at(left)) / 2);
      });
      const actual = await ours(one.picture, one.size, one.target);
      const unmoved = differences(actual, one.bilinear).mean;
      expect(differences(actual, Buffer.from(moved).toString('base64')).mean).toBeLessThan(unmoved / 2);
    },
  );
});
