import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../../core/deepfashion/deepfashion.ts';
import { JpegCropper } from '../../../../trainer/prepare/jpeg/jpeg-cropper.ts';
import { compileJpegWasm } from '../../../../trainer/prepare/jpeg/jpeg-wasm.ts';
import { noise } from '../../images/pictures.ts';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/jpeg');
const fixture = (name: string) => readFileSync(join(FIXTURES, `${name}.jpg`));
const [WIDTH, HEIGHT] = [75, 53];

const module = compileJpegWasm();
const cropper = new JpegCropper(100, module);

/** Brightness and the two colour differences of every pixel, as JPEG defines them. */
async function planes(image: Uint8Array): Promise<number[][]> {
  const rgb = await sharp(image, { failOn: 'warning' }).removeAlpha().raw().toBuffer();
  const luma: number[] = [];
  const blue: number[] = [];
  const red: number[] = [];
  for (let i = 0; i < rgb.length; i += 3) {
    const [r, g, b] = [rgb[i]!, rgb[i + 1]!, rgb[i + 2]!];
    const y = 0.299 * r + 0.587 * g + 0.114 * b;
    luma.push(y);
    blue.push(0.564 * (b - y));
    red.push(0.713 * (r - y));
  }
  return [luma, blue, red];
}

const region = ([left, top, right, bottom]: Box) => ({ left, top, width: right - left, height: bottom - top });

/** The mean difference of each plane. */
async function losses(crop: Uint8Array, image: Uint8Array, box: Box): Promise<[number, number, number]> {
  const original = await planes(await sharp(image).extract(region(box)).png().toBuffer());
  const made = await planes(crop);
  expect(made[0]).toHaveLength(original[0]!.length);
  const means = made.map(
    (plane, k) => plane.reduce((sum, v, i) => sum + Math.abs(v - original[k]![i]!), 0) / plane.length,
  );
  return means as [number, number, number];
}

const cut = (name: string, box: Box) => cropper.crop(fixture(name), box)!.bytes;

describe('JpegCropper', () => {
  it.each(['444', '422', '420', 'optimized'])('cuts %s at every place within the units of a JPEG', async (name) => {
    for (let offset = 0; offset < 17; offset++) {
      const box: Box = [offset, (offset * 5) % 17, offset + 33 + (offset % 3), 30 + ((offset * 7) % 23)];
      const own = await losses(cut(name, box), fixture(name), box);
      const sharps = await sharp(fixture(name)).extract(region(box)).jpeg({ quality: 100 }).toBuffer();
      const theirs = await losses(sharps, fixture(name), box);
      expect(own[0], `${box}`).toBeLessThan(0.5);
      // One colour for four pixels is a loss for everyone.
      expect(own[1], `${box}`).toBeLessThan(theirs[1] * 1.3 + 0.1);
      expect(own[2], `${box}`).toBeLessThan(theirs[2] * 1.3 + 0.1);
    }
  });

  it('loses next to nothing where the crop has the same pairs of pixels as the image', async () => {
    const box: Box = [0, 0, WIDTH, HEIGHT];
    for (const loss of await losses(cut('420', box), fixture('420'), box)) expect(loss).toBeLessThan(0.2);
  });

  it.each<[Box]>([[[74, 52, 75, 53]], [[0, 0, 1, 1]], [[16, 16, 32, 32]], [[59, 0, 75, 53]], [[1, 51, 75, 53]]])(
    'cuts out the box %j',
    async (box) => {
      const { bytes, clipped } = cropper.crop(fixture('420'), box)!;
      expect(clipped).toBe(false);
      const { width, height, chromaSubsampling } = await sharp(bytes).metadata();
      expect({ width, height, chromaSubsampling }).toEqual({
        width: box[2] - box[0],
        height: box[3] - box[1],
        chromaSubsampling: '4:2:0',
      });
      expect((await losses(bytes, fixture('420'), box))[0]).toBeLessThan(0.6);
    },
  );

  it('clips boxes to the image, and has nothing for those outside it', async () => {
    const { bytes, clipped } = cropper.crop(fixture('420'), [60, -4, 90, 20])!;
    expect(clipped).toBe(true);
    expect((await losses(bytes, fixture('420'), [60, 0, 75, 20]))[0]).toBeLessThan(0.5);
    expect(cropper.crop(fixture('420'), [75, 0, 90, 20])).toBeUndefined();
  });

  it.each(['restarts', 'progressive', 'grey', 'cmyk', 'rgb', 'profile'])(
    'leaves the kind %s to others',
    async (name) => {
      expect((await sharp(fixture(name)).metadata()).format).toBe('jpeg');
      expect(cropper.crop(fixture(name), [0, 0, 20, 20])).toBeUndefined();
    },
  );

  it('loses about as much as sharp does at the same quality, in about as many bytes', async () => {
    const box: Box = [7, 5, 64, 50];
    for (const quality of [30, 50, 75, 95]) {
      const own = new JpegCropper(quality, module).crop(fixture('420'), box)!.bytes;
      const options = { quality, optimiseCoding: false };
      const theirs = await sharp(fixture('420')).extract(region(box)).jpeg(options).toBuffer();
      const [ownLoss, theirLoss] = [await losses(own, fixture('420'), box), await losses(theirs, fixture('420'), box)];
      expect(ownLoss[0]).toBeLessThan(theirLoss[0] * 1.1);
      expect(own.length / theirs.length).toBeGreaterThan(0.9);
      expect(own.length / theirs.length).toBeLessThan(1.1);
    }
  });

  it('writes bytes of ones so that nobody takes them for marks', async () => {
    const file = await noise(200, 120).linear(0.4, 80).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
    const box: Box = [3, 3, 190, 110];
    const { bytes } = cropper.crop(file, box)!;
    expect(Buffer.from(bytes).toString('latin1').split('\u00ff\0').length).toBeGreaterThan(50);
    expect((await losses(bytes, file, box))[0]).toBeLessThan(0.6);
  });

  it('makes a whole JPEG of every box in the image', async () => {
    const number = (max: number) => fc.integer({ min: 0, max });
    await fc.assert(
      fc.asyncProperty(
        ...([number(WIDTH - 1), number(HEIGHT - 1), number(WIDTH), number(HEIGHT)] as const),
        fc.constantFrom('444', '422', '420'),
        async (x, y, width, height, name) => {
          const box: Box = [x, y, Math.min(WIDTH, x + width + 1), Math.min(HEIGHT, y + height + 1)];
          expect((await losses(cut(name, box), fixture(name), box))[0]).toBeLessThan(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('makes a whole JPEG or none of a file with any damage, and goes on to make sound ones', async () => {
    const file = fixture('420');
    const sound = cut('420', [5, 5, 60, 40]);
    const damage = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const broken = new Uint8Array(file);
        for (const [at, value] of changes) broken[at] = value;
        const made = cropper.crop(broken, [5, 5, 60, 40]);
        if (made !== undefined) await sharp(made.bytes, { failOn: 'warning' }).raw().toBuffer();
        expect(Buffer.compare(cut('420', [5, 5, 60, 40]), sound)).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  it('has nothing for a file that is cut off', () => {
    const file = fixture('420');
    for (let length = 0; length < file.length; length += 7) {
      expect(cropper.crop(file.subarray(0, length), [0, 0, WIDTH, HEIGHT]), `${length}`).toBeUndefined();
    }
  });
});
