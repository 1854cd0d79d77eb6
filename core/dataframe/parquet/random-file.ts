import type { FileHandle } from 'node:fs/promises';
import { damaged, unsupported } from './fault.ts';

/** What all pages that are open at a time may hold, decompressed: a small file may unfold into any amount. */
const MAX_HELD_BYTES = 1024 * 1024 * 1024;

/** A file read in pieces from anywhere within it. */
export class RandomFile {
  readonly size: number;
  #held = 0;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal | undefined;

  constructor(handle: FileHandle, size: number, signal: AbortSignal | undefined) {
    this.#handle = handle;
    this.size = size;
    this.#signal = signal;
  }

  /** The bytes from start up to but not including end. Throws where the file has not got them, and the signal's reason. */
  async read(start: number, end: number): Promise<Uint8Array> {
    this.#signal?.throwIfAborted();
    if (!(start >= 0 && start <= end && end <= this.size)) throw damaged('it points beyond its own end');
    const buffer = Buffer.alloc(end - start);
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, start + filled);
      if (bytesRead === 0) throw damaged('it became shorter while it was read');
      filled += bytesRead;
    }
    this.#signal?.throwIfAborted();
    return buffer;
  }

  /** Counts memory that a page takes, or with a negative number gives back. */
  hold(bytes: number): void {
    this.#held += bytes;
    if (this.#held > MAX_HELD_BYTES) throw unsupported('takes more than 1 GB of memory to read');
  }
}
