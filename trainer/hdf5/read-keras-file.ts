import { stat } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { escapeControls } from '../../core/findings/words.ts';
import { bytes, duration } from '../../core/words.ts';
import { distFile } from '../dist-file.ts';
import { readInChild } from './child.ts';
import type { KerasContent } from './keras-content.ts';
import { startsAsH5 } from './signature.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Program and first arguments that read instead of ours. */
  readonly reader?: readonly [string, ...string[]];
  /** Milliseconds. */
  readonly timeLimit?: number;
  /** Bytes. */
  readonly memoryLimit?: number;
}

/** Ten times Xception with the state of its optimizer; also what one process may hold without care. */
const MAX_FILE_BYTES = 2 * 1024 ** 3 - 1;
const MB = 1024 ** 2;

/**
 * Reads a Keras HDF5 file in a process of its own, which is gone when this settles. Rejects with a UserError that gives the reason, or with
 * the signal's.
 *
 * @param kind What the file is to the reader, such as "weights file".
 */
export async function readKerasFile(path: string, kind: string, options: ReadOptions = {}): Promise<KerasContent> {
  options.signal?.throwIfAborted();
  if (!(await startsAsH5(path, kind))) {
    throw new UserError(`${path} is not an HDF5 file (.h5), or its download was replaced by an error page.`);
  }
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) {
    throw new UserError(
      `${path} cannot be read: it has ${bytes(size)}, and files of up to ${bytes(MAX_FILE_BYTES)} are read.`,
    );
  }
  const {
    signal,
    timeLimit = 60_000 + 200 * (size / MB),
    // The file, its values, and their copies on the way.
    memoryLimit = 512 * MB + 4 * size,
    reader = [process.execPath, '--max-old-space-size=512', distFile('hdf5-reader.js')],
  } = options;
  const outcome = await readInChild([...reader, path, String(memoryLimit), String(process.pid)], {
    timeLimit,
    ...(signal && { signal }),
  });
  if ('kind' in outcome) return outcome;
  if ('refused' in outcome) throw new UserError(`${path} ${escapeControls(outcome.refused)}.`);
  throw new UserError(
    {
      time: `${path} cannot be read: its reader did not finish within ${duration(timeLimit / 1000)}. The file is probably damaged.`,
      memory: `${path} cannot be read: it takes more than ${bytes(memoryLimit)} of memory, though it has ${bytes(size)}. The file is probably damaged.`,
      crash: `${path} cannot be read: its reader ${outcome.detail}. The file is probably damaged.`,
    }[outcome.failed],
  );
}
