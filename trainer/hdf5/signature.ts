import { open } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';

/** The first eight bytes of every HDF5 file. */
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/**
 * Whether a file has the signature of HDF5. Rejects with a UserError if it cannot be read.
 *
 * @param kind What the file is to the reader, such as "weights file".
 */
export async function startsAsH5(path: string, kind: string): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new UserError(`The ${kind} ${path} ${reason}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE.length), 0, SIGNATURE.length, 0);
    return buffer.subarray(0, bytesRead).equals(SIGNATURE);
  } catch (error) {
    throw new UserError(`The ${kind} ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  } finally {
    await file.close();
  }
}
