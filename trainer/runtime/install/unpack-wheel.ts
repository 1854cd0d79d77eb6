import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** A file inside a wheel, as the zip's directory lists it. */
interface Entry {
  readonly name: string;
  /** 0: stored, 8: deflated. */
  readonly method: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** Permissions; 0 where the zip has none. */
  readonly mode: number;
}

/** The wheel is not the zip file that it should be. */
export class BadWheel extends Error {
  override readonly name = 'BadWheel';
}

export interface UnpackOptions {
  readonly wanted: (name: string) => boolean;
  readonly onBytes?: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Unpacks the wanted files of a wheel, which is a zip file (PKWARE's APPNOTE.TXT), below a folder. Digests of single files are not
 * compared: that of the whole wheel was. Rejects with a BadWheel, the signal's reason or an error of the file system.
 */
export async function unpackWheel(path: string, folder: string, { wanted, onBytes, signal }: UnpackOptions) {
  const file = await open(path);
  try {
    const entries = (await directoryOf(file)).filter(({ name }) => !name.endsWith('/') && wanted(name));
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    const advance = (bytes: number) => {
      done += bytes;
      onBytes?.(done, total);
    };
    for (const entry of entries) {
      await unpack(partOf(path, await dataOffset(file, entry), entry), entry, folder, { advance, signal });
    }
  } finally {
    await file.close();
  }
}

async function unpack(
  packed: Readable,
  entry: Entry,
  folder: string,
  { advance, signal }: { readonly advance: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  const parts = entry.name.split('/');
  if (parts.includes('..') || parts.includes('')) throw new BadWheel(`it holds a file with the name ${entry.name}`);
  const target = join(folder, ...parts);
  await mkdir(dirname(target), { recursive: true });
  const out = await open(target, 'w', entry.mode === 0 ? 0o644 : entry.mode);
  let written = 0;
  try {
    for await (const chunk of entry.method === 8 ? inflated(packed) : packed) {
      signal.throwIfAborted();
      await out.writeFile(chunk);
      written += chunk.length;
      advance(chunk.length);
    }
    if (written !== entry.bytes) throw new Error('its length is another');
    // What the manifest will vouch for must be on the disk before it.
    await out.sync();
  } catch (error) {
    const isDiskError = (error as NodeJS.ErrnoException).syscall !== undefined;
    throw isDiskError || signal.aborted ? error : new BadWheel(`${entry.name} is damaged`, { cause: error });
  } finally {
    await out.close();
  }
}

/** Bytes unpacked at a time: libraries have hundreds of millions. */
const CHUNK = 2 ** 20;

function inflated(packed: Readable): Readable {
  // An error of the file destroys the stream that is read, and is told there.
  return pipeline(packed, createInflateRaw({ chunkSize: CHUNK }), () => {});
}

function partOf(path: string, start: number, { packedBytes }: Entry): Readable {
  return packedBytes === 0 ? Readable.from([]) : createReadStream(path, { start, end: start + packedBytes - 1 });
}

/** The largest that the end of a zip file can be: its record of 22 bytes, and a comment. */
const LONGEST_END = 22 + 0xffff;

async function directoryOf(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat();
  const tail = await read(file, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new BadWheel('it is no zip file');
  const bytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (offset + bytes > size) throw new BadWheel('its directory is missing');
  return entriesOf(await read(file, offset, bytes), tail.readUInt16LE(end + 10));
}

function entriesOf(directory: Buffer, count: number): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (directory.toString('latin1', at, at + 4) !== 'PK\x01\x02') throw new BadWheel('its directory is damaged');
    const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const sizes = wideSizes(directory.subarray(nameEnd, extraEnd), [
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    ]);
    entries.push({
      name: directory.toString('utf8', at + 46, nameEnd),
      method: directory.readUInt16LE(at + 10),
      bytes: sizes[0]!,
      packedBytes: sizes[1]!,
      offset: sizes[2]!,
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** Sizes of 4 GB and more stand in the extra field 1 (ZIP64), in the order of those that do not fit into 32 bits. */
function wideSizes(extra: Buffer, sizes: readonly number[]): number[] {
  let wide = fieldOf(extra, 1);
  return sizes.map((size) => {
    if (size !== 0xffffffff || wide.length < 8) return size;
    const value = Number(wide.readBigUInt64LE(0));
    wide = wide.subarray(8);
    return value;
  });
}

function fieldOf(extra: Buffer, id: number): Buffer {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  }
  return Buffer.alloc(0);
}

/** The local header repeats the name and has an extra field of its own; the data comes after them. */
async function dataOffset(file: FileHandle, { name, offset }: Entry): Promise<number> {
  const header = await read(file, offset, 30);
  if (header.toString('latin1', 0, 4) !== 'PK\x03\x04') throw new BadWheel(`${name} is damaged`);
  return offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new BadWheel('it is cut off');
  return buffer;
}
