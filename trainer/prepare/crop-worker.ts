// A thread that makes crops for crop-threads.ts, one at a time; as many are in work as there are threads.
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { CropRequest, CropThreadData } from './crop-protocol.ts';
import { Cropper } from './cropper.ts';
import { halfWrittenName } from './half-written.ts';
import { saveCrop } from './save-crop.ts';

const { stop, ...options } = workerData as CropThreadData;
const port = parentPort!;
const stopped = new Int32Array(stop);
const cropper = new Cropper({ ...options, halfWritten: halfWrittenName(threadId), save: saveCrop });

port.on('message', (request: CropRequest | null) => {
  if (request === null) port.close();
  else void cropper.answer(request, () => Atomics.load(stopped, 0) === 1).then((reply) => port.postMessage(reply));
});
