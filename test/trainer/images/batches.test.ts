import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../core/dataframe/dataframe.ts';
import type { AugmentKey } from '../../../trainer/images/augment.ts';
import { type Batch, batches } from '../../../trainer/images/batches.ts';
import { type ImageRequest, type ImageSource, openImageSource } from '../../../trainer/images/image-source.ts';
import { preprocessing } from '../../../trainer/images/preprocess.ts';
import fc from '../../fast-check.ts';
import { BLUE, GREEN, RED, savePlain, temporaryFolder } from './pictures.ts';

const sample = (row: number, image = `${row}.png`): Sample => ({ row, image, imageText: image, labels: [0] });
const samples = Array.from({ length: 23 }, (_, row) => sample(row));
const inOrder = samples.map((_, i) => i);

/** Answers at once with one byte per image: its row. Counts the loads. */
class CountingSource implements ImageSource {
  readonly loads: (readonly ImageRequest[])[] = [];
  readonly recycled: Uint8Array[] = [];
  underWay = 0;
  most = 0;

  async load(requests: readonly ImageRequest[], room = requests.length) {
    this.loads.push(requests);
    this.underWay++;
    this.most = Math.max(this.most, this.underWay);
    await Promise.resolve();
    const pixels = new Uint8Array(room);
    for (const [i, { path }] of requests.entries()) pixels[i] = Number.parseInt(path, 10);
    this.underWay--;
    return { pixels, bad: [] };
  }

  recycle(pixels: Uint8Array): void {
    this.recycled.push(pixels);
  }

  async close(): Promise<void> {}
}

async function all(source: ImageSource, order: readonly number[], batchSize: number): Promise<Batch[]> {
  const result: Batch[] = [];
  for await (const batch of batches(source, samples, order, batchSize)) result.push(batch);
  return result;
}

describe('batches', () => {
  it('cover the order exactly once, whatever its length and the batch size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 22 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        async (order, batchSize) => {
          const made = await all(new CountingSource(), order, batchSize);
          expect(made.flatMap((batch) => batch.samples.map(({ row }) => row))).toEqual(order);
          expect(made).toHaveLength(Math.ceil(order.length / batchSize));
          for (const { samples: members, pixels } of made) {
            expect(pixels).toHaveLength(batchSize);
            expect([...pixels.subarray(0, members.length)]).toEqual(members.map(({ row }) => row));
            expect(pixels.subarray(members.length).every((value) => value === 0)).toBe(true);
          }
        },
      ),
    );
  });

  it('prepares two batches while the caller works on one, and no more', async () => {
    const source = new CountingSource();
    const walk = batches(source, samples, inOrder, 4);
    const begun: number[] = [];
    for await (const _ of walk) begun.push(source.loads.length);
    expect(begun).toEqual([3, 4, 5, 6, 6, 6]);
    expect(source.most).toBeLessThanOrEqual(3);
  });

  it('hands the memory of a batch back once the next one is asked for, not before', async () => {
    const source = new CountingSource();
    const seen: Uint8Array[] = [];
    for await (const { pixels } of batches(source, samples, inOrder, 4)) {
      expect(source.recycled).toEqual(seen);
      seen.push(pixels);
    }
    expect(source.recycled).toEqual(seen);
  });

  it('asks for augmentation by sample', async () => {
    const source = new CountingSource();
    const key = (row: number): AugmentKey => ({ augmentation: { enabled: true } as never, seed: 1, variant: 2, row });
    for await (const _ of batches(source, samples, [3, 1], 2, ({ row }) => key(row))) {
      // only the requests matter
    }
    expect(source.loads).toEqual([
      [
        { path: '3.png', augment: key(3) },
        { path: '1.png', augment: key(1) },
      ],
    ]);
  });

  it('stops asking when the loop is left, and waits for what is under way', async () => {
    const source = new CountingSource();
    for await (const _ of batches(source, samples, inOrder, 4)) break;
    expect(source.loads).toHaveLength(3);
    expect(source.underWay).toBe(0);
  });

  it('passes a failed load on to the loop, at its place, without an unhandled rejection', async () => {
    const source = new CountingSource();
    const load = source.load.bind(source);
    source.load = (requests, room) => {
      const images = load(requests, room);
      return source.loads.length === 2 ? Promise.reject(new Error('broken')) : images;
    };
    const seen: number[] = [];
    const walk = async () => {
      for await (const batch of batches(source, samples, inOrder, 4)) seen.push(batch.samples[0]!.row);
    };
    await expect(walk()).rejects.toThrow('broken');
    expect(seen).toEqual([0]);
  });

  it('work with real threads and name bad images by their place in the batch', async () => {
    const folder = temporaryFolder();
    const real = [
      sample(1, await savePlain(folder, 'red.png', RED)),
      sample(2, `${folder}/none.png`),
      sample(3, await savePlain(folder, 'green.png', GREEN)),
      sample(4, await savePlain(folder, 'blue.png', BLUE)),
    ];
    const source = openImageSource({
      preprocessing: preprocessing({ height: 2, width: 2 }),
      cacheBytes: 1000,
      threads: 2,
    });
    try {
      const made: Batch[] = [];
      for await (const batch of batches(source, real, [3, 2, 1, 0], 3)) made.push(batch);
      expect(made.map((batch) => batch.bad)).toEqual([[{ index: 2, reason: 'the file does not exist' }], []]);
      expect([...made[0]!.pixels.subarray(0, 3)]).toEqual([...BLUE]);
      expect([...made[0]!.pixels.subarray(12, 15)]).toEqual([...GREEN]);
      expect([...made[1]!.pixels.subarray(0, 3)]).toEqual([...RED]);
      expect(made[1]!.pixels).toHaveLength(3 * 12);
    } finally {
      await source.close();
    }
  });
});
