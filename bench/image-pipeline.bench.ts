// Images per second on the way from a file to a batch, against sharp used one image at a time.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Sample } from '../core/dataframe/dataframe.ts';
import { randomFor } from '../core/random.ts';
import type { Augmentation } from '../schemas/types/config.ts';
import { drawParameters } from '../trainer/images/augment.ts';
import { batches } from '../trainer/images/batches.ts';
import { openImageSource } from '../trainer/images/image-source.ts';
import { preprocessing } from '../trainer/images/preprocess.ts';

const IMAGES = 96;
const BATCH = 32;
const THREADS = Math.min(8, availableParallelism());
const AUGMENTATION: Augmentation = {
  enabled: true,
  rotation_range: 10,
  width_shift_range: 0.15,
  height_shift_range: 0.15,
  zoom_range: [0.8, 1.2],
  brightness_range: [0.5, 1.5],
  horizontal_flip: true,
  validation: false,
};

interface Measurement {
  readonly imagesPerSecond: number;
  /** Megabytes of the whole process at the highest. */
  readonly peak: number;
}

await benchImagePipeline();

async function benchImagePipeline(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multitask-bench-'));
  try {
    const paths = await takePhotos(folder);
    console.log(`${IMAGES} JPEG photos of 1600 × 1200 pixels, ${THREADS} image threads; baseline: sharp, one by one`);
    for (const side of [128, 224]) await benchSize(paths, side);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchSize(paths: readonly string[], side: number): Promise<void> {
  const plain = await measure(1, () => oneByOne(paths, (path) => resized(path, side)));
  const augmented = await measure(1, () => oneByOne(paths, (path, row) => augmentedBySharp(path, side, row)));
  const decode = await throughSource(paths, side, { cacheBytes: 0, augment: false, rounds: 2 });
  const cached = await throughSource(paths, side, { cacheBytes: 1e9, augment: false, rounds: 40 });
  const both = await throughSource(paths, side, { cacheBytes: 1e9, augment: true, rounds: 10 });
  console.log(`\n${side} × ${side} pixels           images/s    × baseline   peak memory`);
  print('baseline: decode, resize', plain, plain);
  print('decode, resize', decode, plain);
  print('cached', cached, plain);
  print('baseline: and augment', augmented, augmented);
  print('cached and augmented', both, augmented);
}

function print(name: string, { imagesPerSecond, peak }: Measurement, baseline: Measurement): void {
  const ratio = (imagesPerSecond / baseline.imagesPerSecond).toFixed(1);
  console.log(
    `${name.padEnd(26)} ${imagesPerSecond.toFixed(0).padStart(8)} ${ratio.padStart(13)} ${`${peak.toFixed(0)} MB`.padStart(13)}`,
  );
}

/** Twelve different photos, saved again and again: grain over large shapes, as cameras take them. */
async function takePhotos(folder: string): Promise<string[]> {
  const photos = await Promise.all(Array.from({ length: 12 }, (_, seed) => photo(seed)));
  return Promise.all(
    Array.from({ length: IMAGES }, async (_, i) => {
      const path = join(folder, `${i}.jpg`);
      await writeFile(path, photos[i % photos.length]!);
      return path;
    }),
  );
}

function photo(seed: number): Promise<Buffer> {
  const random = randomFor(seed, 'photo');
  const [width, height] = [400, 300];
  const data = Buffer.alloc(width * height * 3).map(
    (_, i) => 128 + 80 * Math.sin(i / (300 + seed)) + random.between(-30, 30),
  );
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(1600, 1200)
    .jpeg({ quality: 88 })
    .toBuffer();
}

function resized(path: string, side: number): Sharp {
  return sharp(path).autoOrient().resize(side, side, { fit: 'fill' }).toColourspace('srgb').removeAlpha();
}

async function augmentedBySharp(path: string, side: number, row: number): Promise<Sharp> {
  const size = { height: side, width: side };
  const p = drawParameters({ augmentation: AUGMENTATION, seed: 1, variant: 0, row }, size);
  const [cos, sin] = [Math.cos((p.rotation * Math.PI) / 180), Math.sin((p.rotation * Math.PI) / 180)];
  const warped = await resized(path, side)
    .affine([cos / p.widthZoom, -sin, sin, cos / p.heightZoom], {
      interpolator: 'bilinear',
      idx: p.widthShift,
      idy: p.heightShift,
    })
    .flop(p.flip)
    .modulate({ brightness: p.brightness })
    .png({ compressionLevel: 0 })
    .toBuffer();
  // The affine grows the canvas; the network's input does not.
  return sharp(warped).resize(side, side);
}

async function oneByOne(paths: readonly string[], make: (path: string, row: number) => Sharp | Promise<Sharp>) {
  for (const [row, path] of paths.entries()) await (await make(path, row)).raw().toBuffer();
}

async function throughSource(
  paths: readonly string[],
  side: number,
  { cacheBytes, augment, rounds }: { cacheBytes: number; augment: boolean; rounds: number },
): Promise<Measurement> {
  const source = openImageSource({
    preprocessing: preprocessing({ height: side, width: side }),
    cacheBytes,
    threads: THREADS,
  });
  const samples: Sample[] = paths.map((image, row) => ({ row, image, imageText: image, labels: [] }));
  const order = paths.map((_, i) => i);
  const epoch = async (variant: number) => {
    const keyFor = ({ row }: Sample) => ({ augmentation: AUGMENTATION, seed: 1, variant, row });
    for await (const batch of batches(source, samples, order, BATCH, augment ? keyFor : undefined)) {
      if (batch.bad.length > 0) throw new Error(batch.bad[0]!.reason);
    }
  };
  try {
    await epoch(0);
    return await measure(rounds, epoch);
  } finally {
    await source.close();
  }
}

async function measure(rounds: number, round: (index: number) => Promise<void>): Promise<Measurement> {
  let peak = 0;
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss() / 1e6);
  };
  const timer = setInterval(sample, 10);
  const start = performance.now();
  for (let index = 1; index <= rounds; index++) await round(index);
  const seconds = (performance.now() - start) / 1000;
  sample();
  clearInterval(timer);
  return { imagesPerSecond: (rounds * IMAGES) / seconds, peak };
}
