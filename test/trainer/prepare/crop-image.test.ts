import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../core/deepfashion/deepfashion.ts';
import { type CropFormat, cropFormat } from '../../../trainer/prepare/crop-format.ts';
import { cropImage } from '../../../trainer/prepare/crop-image.ts';
import { BLUE, distance, GREEN, noise, quarters, RED, temporaryFolder, YELLOW } from '../images/pictures.ts';

async function saved(name: string, image: Sharp): Promise<string> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, await image.toBuffer());
  return path;
}

const crop = (path: string, box: Box, format: CropFormat = 'png', quality = 95) =>
  cropImage(path, box, format, quality);

const size = async (bytes: Uint8Array) => {
  const { width, height } = await sharp(bytes).metadata();
  return [width, height];
};

describe('cropImage', () => {
  it('takes left and top in, right and bottom out', async () => {
    const path = await saved('a.png', noise(30, 20).png());
    const { bytes, clipped } = await crop(path, [3, 4, 13, 9]);
    const expected = await noise(30, 20).extract({ left: 3, top: 4, width: 10, height: 5 }).raw().toBuffer();
    expect((await sharp(bytes).raw().toBuffer()).equals(expected)).toBe(true);
    expect(clipped).toBe(false);
  });

  it.each<[Box, number[]]>([
    [
      [-5, -5, 10, 10],
      [10, 10],
    ],
    [
      [20, 10, 90, 90],
      [10, 10],
    ],
    [
      [-1, 0, 30, 20],
      [30, 20],
    ],
  ])('clips the box %j to the image', async (box, expected) => {
    const { bytes, clipped } = await crop(await saved('a.png', noise(30, 20).png()), box);
    expect(await size(bytes)).toEqual(expected);
    expect(clipped).toBe(true);
  });

  it.each<Box>([
    [30, 0, 40, 20],
    [-9, 0, 0, 20],
    [0, 20, 5, 25],
  ])('refuses the box %s %s %s %s, which lies outside', async (...box) => {
    const path = await saved('a.png', noise(30, 20).png());
    await expect(crop(path, box)).rejects.toThrow(
      `the box ${box.join(' ')} lies outside the image, which has 30 × 20 pixels`,
    );
  });

  it('counts pixels as they are stored, whatever EXIF says of up and down', async () => {
    const turned = quarters(80, 48).withMetadata({ orientation: 6 }).jpeg({ quality: 100 });
    const path = await saved('a.jpg', turned);
    const colours = await Promise.all(
      (
        [
          [4, 4, 20, 20],
          [60, 4, 76, 20],
          [4, 28, 20, 44],
          [60, 28, 76, 44],
        ] satisfies Box[]
      ).map(async (box) => {
        const { bytes } = await crop(path, box, 'jpeg');
        expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
        return [...(await sharp(bytes).resize(1, 1).raw().toBuffer())];
      }),
    );
    expect(distance(colours, [RED, GREEN, BLUE, YELLOW])).toBeLessThan(8);
  });

  it('keeps more of the picture at a higher quality', async () => {
    const path = await saved('a.png', noise(64, 64).png());
    const sizes = await Promise.all(
      [50, 75, 95].map(async (quality) => (await crop(path, [0, 0, 64, 64], 'jpeg', quality)).bytes.length),
    );
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[2]).toBeGreaterThan(sizes[1]! * 1.3);
  });

  it('puts transparent pixels on white where the format knows no transparency', async () => {
    const clear = sharp({ create: { width: 16, height: 16, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
    const path = await saved('a.png', clear.png());
    const { bytes } = await crop(path, [0, 0, 8, 8], 'jpeg');
    expect([...(await sharp(bytes).resize(1, 1).raw().toBuffer())]).toEqual([255, 255, 255]);
    expect((await sharp((await crop(path, [0, 0, 8, 8], 'png')).bytes).stats()).isOpaque).toBe(false);
  });

  it('says what is wrong with an image', async () => {
    const whole = await noise(64, 64).jpeg().toBuffer();
    const cut = join(temporaryFolder(), 'cut.jpg');
    writeFileSync(cut, whole.subarray(0, whole.length / 2));
    await expect(crop(cut, [0, 0, 64, 64], 'jpeg')).rejects.toThrow('the image data is cut off or damaged');
    await expect(crop(`${cut}.gone`, [0, 0, 8, 8])).rejects.toThrow('the file does not exist');
  });
});

it('knows formats by their ending', () => {
  expect(['a.JPG', 'a.jpeg', 'a.png', 'a.webp', 'a.gif', 'a.tif'].map(cropFormat)).toEqual([
    'jpeg',
    'jpeg',
    'png',
    'webp',
    'gif',
    'tiff',
  ]);
  expect(['a', 'a.bmp', '.jpg', 'jpg'].map(cropFormat)).toEqual([undefined, undefined, undefined, undefined]);
});
