import h5wasm, { type File, type Group } from 'h5wasm/node';

/**
 * Writes an HDF5 file. If the disk refuses, a part of the file may be left; the error then has the code that Node's own would have, such
 * as ENOSPC.
 */
export async function createH5(path: string, write: (file: File) => void): Promise<void> {
  const hdf5 = await h5wasm.ready;
  // Otherwise HDF5 prints its own error stack to the terminal and goes on.
  hdf5.activate_throwing_error_handler();
  let file: File | undefined;
  try {
    file = new h5wasm.File(path, 'w');
    write(file);
    file.flush();
  } catch (error) {
    throw withCode(error);
  } finally {
    hdf5.deactivate_throwing_error_handler();
    file?.close();
  }
}

/** HDF5 says the reason of the system somewhere in its stack, with the numbers of WASI (wasi-libc, errno.h), which Emscripten uses. */
function withCode(error: unknown): unknown {
  const number = /errno = (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const code = number === undefined ? undefined : WASI_ERRORS[number];
  return code === undefined
    ? error
    : Object.assign(new Error(`HDF5 could not write: ${code}`, { cause: error }), { code });
}

const WASI_ERRORS: Readonly<Record<string, string>> = {
  2: 'EACCES',
  19: 'EDQUOT',
  22: 'EFBIG',
  29: 'EIO',
  33: 'EMFILE',
  41: 'ENFILE',
  44: 'ENOENT',
  51: 'ENOSPC',
  63: 'EPERM',
  69: 'EROFS',
};

/**
 * A text attribute as h5py writes it for Keras: of variable length, which alone may exceed 64 KB, and declared as ASCII, since h5py 2 turns
 * UTF-8 into a str and TF 2.4 wants bytes. What is not ASCII must be escaped by the caller.
 */
export function setText(group: Group, name: string, text: string): void {
  group.create_attribute(name, text, [], 'A');
}

/** As long as all names of one attribute may be, in bytes, when each takes as much as the longest (keras/src/legacy/saving/legacy_h5_format.py). */
const ATTRIBUTE_BYTES = 64_512;

/** A list of names as Keras stores it: in one attribute, or split over name0, name1, … where it would be too long for one. */
export function setNames(group: Group, attribute: string, names: readonly string[]): void {
  if (names.length === 0) {
    // What numpy makes of an empty list.
    group.create_attribute(attribute, new Float64Array(0), [0], '<d');
    return;
  }
  const longest = Math.max(...names.map((name) => Buffer.byteLength(name)));
  const chunks = evenChunks(names, ATTRIBUTE_BYTES / longest);
  for (const [i, chunk] of chunks.entries()) {
    group.create_attribute(chunks.length === 1 ? attribute : `${attribute}${i}`, [...chunk], [chunk.length], 'A');
  }
}

/** As few chunks as possible of at most so many; as numpy.array_split makes them, the first ones are longer by one. */
function evenChunks<T>(items: readonly T[], most: number): T[][] {
  const count = Math.ceil(items.length / Math.floor(most));
  const [size, longer] = [Math.floor(items.length / count), items.length % count];
  return Array.from({ length: count }, (_, i) => {
    const start = i * size + Math.min(i, longer);
    return items.slice(start, start + size + (i < longer ? 1 : 0));
  });
}
