// A thread that decodes and augments images for image-source.ts. It handles one image at a time: while sharp decodes in its own
// threads this one rests, so as many images are in work as there are threads.
import { parentPort, workerData } from 'node:worker_threads';
import { augment } from './augment.ts';
import { BadImageError } from './bad-image.ts';
import { type BadImage, CLOSE, type ImageTask, type Job, type JobReport } from './image-protocol.ts';
import { bytesPerImage, type Preprocessing, readPixels } from './preprocess.ts';

const rule = workerData as Preprocessing;
const port = parentPort!;
let closing = false;
let queue: Promise<void> = Promise.resolve();

port.on('message', (message: Job | typeof CLOSE) => {
  if (message !== CLOSE) {
    queue = queue.then(() => work(message));
    return;
  }
  closing = true;
  port.close();
});

async function work(job: Job): Promise<void> {
  const taken = new Int32Array(job.taken);
  const decoded: { index: number; pixels: SharedArrayBuffer }[] = [];
  const bad: BadImage[] = [];
  while (!closing) {
    const index = Atomics.add(taken, 0, 1);
    const task = job.images[index];
    if (!task) break;
    const target = new Uint8Array(job.pixels, index * bytesPerImage(rule), bytesPerImage(rule));
    try {
      const pixels = await pixelsOf(task);
      if (task.keep) decoded.push({ index, pixels: pixels.buffer as SharedArrayBuffer });
      place(pixels, task, target);
    } catch (error) {
      if (!(error instanceof BadImageError)) throw error;
      target.fill(0);
      bad.push({ index, reason: error.message });
    }
  }
  port.postMessage({ id: job.id, decoded, bad } satisfies JobReport);
}

async function pixelsOf(task: ImageTask): Promise<Uint8Array> {
  if (task.cached) return new Uint8Array(task.cached);
  const pixels = await readPixels(task.path, rule);
  if (!task.keep) return pixels;
  const shared = new Uint8Array(new SharedArrayBuffer(pixels.length));
  shared.set(pixels);
  return shared;
}

function place(pixels: Uint8Array, task: ImageTask, target: Uint8Array): void {
  if (task.augment) augment(pixels, target, rule, task.augment);
  else target.set(pixels);
}
