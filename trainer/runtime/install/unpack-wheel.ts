import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

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
 * Unpacks the wanted files of a wheel, which is a zip file, below a folder. Digests of single files are not compared: that of the whole wheel
 * was. Rejects with a BadWheel, the signal's reason or an error of the file system.
 */
export async function unpackWheel(path: string, folder: string, { wanted, onBytes, signal }: UnpackOptions) {
  const zip = await orBadWheel('it is no zip file', () => openPromise(path, { autoClose: false }));
  try {
    const entries = (await entriesOf(zip)).filter(({ fileName }) => !fileName.endsWith('/') && wanted(fileName));
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    let done = 0;
    const advance = (bytes: number) => {
      done += bytes;
      onBytes?.(done, total);
    };
    for (const entry of entries) await unpack(zip, entry, join(folder, entry.fileName), { advance, signal });
  } finally {
    zip.close();
  }
}

/** Names that lead out of the folder are refused with the rest of a bad directory. */
function entriesOf(zip: ZipFile): Promise<Entry[]> {
  return orBadWheel('its directory is damaged', async () => {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    return entries;
  });
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  target: string,
  { advance, signal }: { readonly advance: (bytes: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const out = await open(target, 'w', permissionsOf(entry));
  try {
    await orBadWheel(`${entry.fileName} is damaged`, async () => {
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        if (signal.aborted) return;
        await out.writeFile(chunk);
        advance(chunk.length);
      }
    });
    signal.throwIfAborted();
    // What the manifest will vouch for must be on the disk before it.
    await out.sync();
  } finally {
    await out.close();
  }
}

/** Zip files made on Unix have the file's mode in the upper half. */
function permissionsOf({ externalFileAttributes }: Entry): number {
  return (externalFileAttributes >>> 16) & 0o777 || 0o644;
}

/** Runs a part of unpacking. An error of the file system stays what it is; any other says that the wheel is bad. */
async function orBadWheel<T>(problem: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall !== undefined) throw error;
    throw new BadWheel(`${problem} (${message})`, { cause: error });
  }
}
