import { open, stat } from 'node:fs/promises';
import { UserError } from '../../core/errors.ts';
import { HDF5_SIGNATURE } from '../../core/weights/hdf5-superblock.ts';

/**
 * Whether a file has the signature of HDF5. Rejects with a UserError if it cannot be read.
 *
 * @param kind What the file is to the reader, such as "weights file".
 */
export async function startsAsH5(path: string, kind: string): Promise<boolean> {
  const refuse = (error: NodeJS.ErrnoException): never => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new UserError(`The ${kind} ${path} ${reason}.`, { cause: error });
  };
  const facts = await stat(path).catch(refuse);
  // Opening a pipe would wait for its writer.
  if (!facts.isFile()) {
    throw new UserError(`The ${kind} ${path} is ${facts.isDirectory() ? 'a folder' : 'not a regular file'}.`);
  }
  const file = await open(path).catch(refuse);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HDF5_SIGNATURE.length), 0, HDF5_SIGNATURE.length, 0);
    return buffer.subarray(0, bytesRead).equals(HDF5_SIGNATURE);
  } catch (error) {
    return refuse(error as NodeJS.ErrnoException);
  } finally {
    await file.close();
  }
}
