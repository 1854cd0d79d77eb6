import { Worker } from 'node:worker_threads';
import { distFile } from '../dist-file.ts';
// Decoders are limited for the whole process, from its main thread.
import '../images/preprocess.ts';
import type { CropReply, CropRequest, CropThreadData } from './crop-protocol.ts';

/** Somebody who makes crops, one request after another. */
export interface CropHand {
  /** Rejects if the thread ends before it has answered. */
  crop(request: CropRequest): Promise<CropReply>;
  close(): Promise<void>;
}

export interface CropThreads {
  readonly hands: readonly CropHand[];
  /** Requests under way end after the crop in work. */
  stop(): void;
}

/** Starts threads that make crops. Whoever starts them closes every hand. */
export function startCropThreads(threads: number, quality: number): CropThreads {
  const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  return {
    hands: Array.from({ length: threads }, () => startThread({ quality, stop })),
    stop: () => void Atomics.store(new Int32Array(stop), 0, 1),
  };
}

function startThread(workerData: CropThreadData): CropHand {
  const worker = new Worker(distFile('crop-worker.js'), { workerData, name: 'crops' });
  const waiting: { resolve(reply: CropReply): void; reject(error: Error): void }[] = [];
  let over: Error | undefined;
  const end = (error: Error) => {
    over ??= error;
    for (const { reject } of waiting.splice(0)) reject(over);
  };
  worker.on('message', (reply: CropReply) => waiting.shift()!.resolve(reply));
  worker.on('error', (error: Error) => end(new Error(`Cropping failed: ${error.message}`, { cause: error })));
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      end(new Error(`Cropping failed: a thread ended with code ${code}.`));
      resolve();
    });
  });
  return {
    crop(request) {
      if (over !== undefined) return Promise.reject(over);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(request);
      });
    },
    close() {
      worker.postMessage(null);
      return exited;
    },
  };
}
