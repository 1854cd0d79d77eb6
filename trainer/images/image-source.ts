import { Worker } from 'node:worker_threads';
import { distFile } from '../dist-file.ts';
import type { AugmentKey } from './augment.ts';
import { type BadImage, CLOSE, type ImageTask, type Job, type JobReport } from './image-protocol.ts';
import { PixelCache } from './pixel-cache.ts';
import { bytesPerImage, type Preprocessing } from './preprocess.ts';

export type { BadImage } from './image-protocol.ts';

export interface ImageRequest {
  readonly path: string;
  /** Left out: the image as it is. */
  readonly augment?: AugmentKey;
}

export interface LoadedImages {
  /** [room, height, width, 3] bytes in shared memory; bad images and room to spare are zero. */
  readonly pixels: Uint8Array;
  /** By index. */
  readonly bad: readonly BadImage[];
}

/** Decodes, caches and augments images in threads of its own, so that a device that blocks this thread is never waited for. */
export interface ImageSource {
  /** The images in the order asked for. `room` (default: as many as asked for) is how many images `pixels` has place for. */
  load(requests: readonly ImageRequest[], room?: number): Promise<LoadedImages>;
  /** Hands back the memory of loaded images, which nobody may look at any more, for a later load of the same room. */
  recycle(pixels: Uint8Array): void;
  /** Ends the threads and frees the cache. Loads under way are rejected. */
  close(): Promise<void>;
}

export interface ImageSourceOptions {
  readonly preprocessing: Preprocessing;
  /** How much memory may hold decoded and resized images between loads. What is decoded first stays. */
  readonly cacheBytes: number;
  /** How many images are in work at once; as many as there are cores to spare. */
  readonly threads: number;
}

/** Starts the threads. Whoever opens a source closes it; until then the process stays alive. */
export function openImageSource(options: ImageSourceOptions): ImageSource {
  return new ThreadedImageSource(options);
}

/** More than this many spare buffers are left to the garbage collector. */
const MOST_SPARE = 4;

interface PendingLoad {
  readonly images: readonly ImageTask[];
  readonly pixels: SharedArrayBuffer;
  readonly bad: BadImage[];
  threadsAtWork: number;
  resolve(images: LoadedImages): void;
  reject(error: Error): void;
}

class ThreadedImageSource implements ImageSource {
  readonly #bytesPerImage: number;
  readonly #cache: PixelCache;
  readonly #threads: readonly Thread[];
  readonly #spare: SharedArrayBuffer[] = [];
  readonly #loads = new Map<number, PendingLoad>();
  #nextId = 0;
  #over: Error | undefined;

  constructor({ preprocessing, cacheBytes, threads }: ImageSourceOptions) {
    this.#bytesPerImage = bytesPerImage(preprocessing);
    this.#cache = new PixelCache(cacheBytes, this.#bytesPerImage);
    this.#threads = Array.from({ length: Math.max(1, threads) }, () =>
      startThread(
        preprocessing,
        (report) => this.#take(report),
        (error) => this.#end(error),
      ),
    );
  }

  load(requests: readonly ImageRequest[], room = requests.length): Promise<LoadedImages> {
    if (this.#over) return Promise.reject(this.#over);
    const pixels = this.#memoryFor(requests.length, room);
    if (requests.length === 0) return Promise.resolve({ pixels: new Uint8Array(pixels), bad: [] });
    const id = this.#nextId++;
    const job: Job = {
      id,
      images: requests.map((request) => this.#task(request)),
      taken: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
      pixels,
    };
    return new Promise((resolve, reject) => {
      this.#loads.set(id, {
        images: job.images,
        pixels,
        bad: [],
        threadsAtWork: this.#threads.length,
        resolve,
        reject,
      });
      for (const { worker } of this.#threads) worker.postMessage(job);
    });
  }

  recycle(pixels: Uint8Array): void {
    if (this.#spare.length < MOST_SPARE) this.#spare.push(pixels.buffer as SharedArrayBuffer);
  }

  async close(): Promise<void> {
    this.#end(new Error('The image source is closed.'));
    await Promise.all(this.#threads.map(({ exited }) => exited));
  }

  /** Every image writes its own place; the places that no image fills are made zero here. */
  #memoryFor(images: number, room: number): SharedArrayBuffer {
    const bytes = room * this.#bytesPerImage;
    const spare = this.#spare.findIndex(({ byteLength }) => byteLength === bytes);
    if (spare < 0) return new SharedArrayBuffer(bytes);
    const [memory] = this.#spare.splice(spare, 1) as [SharedArrayBuffer];
    new Uint8Array(memory, images * this.#bytesPerImage).fill(0);
    return memory;
  }

  #task({ path, augment }: ImageRequest): ImageTask {
    const cached = this.#cache.get(path);
    return {
      path,
      ...(augment && { augment }),
      ...(cached && { cached }),
      keep: !cached && this.#cache.reserve(path),
    };
  }

  #take({ id, decoded, bad }: JobReport): void {
    const load = this.#loads.get(id);
    if (!load) return;
    for (const { index, pixels } of decoded) this.#cache.keep(load.images[index]!.path, pixels);
    for (const { index } of bad) {
      const { path, keep } = load.images[index]!;
      if (keep) this.#cache.release(path);
    }
    load.bad.push(...bad);
    if (--load.threadsAtWork > 0) return;
    this.#loads.delete(id);
    load.resolve({ pixels: new Uint8Array(load.pixels), bad: load.bad.sort((a, b) => a.index - b.index) });
  }

  /** Nothing more will be loaded; the first reason is the one that everyone is told. */
  #end(error: Error): void {
    if (this.#over) return;
    this.#over = error;
    for (const { worker } of this.#threads) worker.postMessage(CLOSE);
    for (const load of this.#loads.values()) load.reject(error);
    this.#loads.clear();
    this.#cache.clear();
    this.#spare.length = 0;
  }
}

interface Thread {
  readonly worker: Worker;
  readonly exited: Promise<void>;
}

function startThread(
  rule: Preprocessing,
  onReport: (report: JobReport) => void,
  onEnd: (error: Error) => void,
): Thread {
  const worker = new Worker(distFile('image-worker.js'), { workerData: rule, name: 'images' });
  worker.on('message', onReport);
  worker.on('error', (error: Error) => onEnd(new Error(`Preparing images failed: ${error.message}`, { cause: error })));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      onEnd(new Error(`Preparing images failed: a thread ended with code ${code}.`));
      resolve();
    });
  });
  return { worker, exited };
}
