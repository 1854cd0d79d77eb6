import { open, stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { ReadOptions } from './read-text.ts';

/** The bytes of a file, or of what stands in its place. */
export interface ByteSource {
  /** Reads into buffer[offset, offset + length) what stands from `position` on; resolves with the number of bytes, 0 at the end. */
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<number>;
  close(): Promise<void>;
}

/** What stands at the path is a folder, a pipe or a device. */
export class NotAFileError extends Error {
  readonly isFolder: boolean;

  constructor(isFolder: boolean) {
    super(isFolder ? 'it is a folder' : 'it is not a regular file');
    this.isFolder = isFolder;
  }
}

/** Opens the file, or the content in its place. Rejects with NotAFileError, or as the file system does. */
export async function openBytes(file: string, { content }: Pick<ReadOptions, 'content'>): Promise<ByteSource> {
  if (content !== undefined) return sourceOf(bytesOf(content));
  // Opening a pipe would wait for its writer, so look first.
  const found = await stat(file);
  if (!found.isFile()) throw new NotAFileError(found.isDirectory());
  const handle = await open(file);
  return {
    read: async (buffer, offset, length, position) => (await handle.read(buffer, offset, length, position)).bytesRead,
    close: () => handle.close(),
  };
}

function bytesOf(content: string | Uint8Array): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function sourceOf(bytes: Buffer): ByteSource {
  return {
    async read(buffer, offset, length, position) {
      // As reading a file does: whoever waits gets a turn between the pieces.
      await setImmediate();
      return bytes.copy(buffer, offset, position, position + length);
    },
    close: async () => {},
  };
}
