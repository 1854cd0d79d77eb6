import { open } from 'node:fs/promises';
import h5wasm, { type File } from 'h5wasm/node';
import { UserError } from '../../core/errors.ts';

/** The first eight bytes of every HDF5 file. */
const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** Opens an HDF5 file, reads from it and closes it. Rejects with a UserError if it cannot be read or is damaged. */
export async function readH5<T>(path: string, read: (file: File) => T): Promise<T> {
  if (!(await startsAsH5(path))) {
    throw new UserError(`${path} is not an HDF5 file (.h5), or its download was replaced by an error page.`);
  }
  const hdf5 = await h5wasm.ready;
  // Otherwise HDF5 prints its own error stack to the terminal and goes on.
  hdf5.activate_throwing_error_handler();
  let file: File | undefined;
  try {
    file = new h5wasm.File(path, 'r');
    return read(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} is a damaged HDF5 file: ${firstLine(error)}`, { cause: error });
  } finally {
    close(file);
    hdf5.deactivate_throwing_error_handler();
  }
}

/** Whether a file has the signature of HDF5. Rejects with a UserError if it cannot be read. */
export async function startsAsH5(path: string): Promise<boolean> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be read (${error.code})`;
    throw new UserError(`The weights file ${path} ${reason}.`, { cause: error });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SIGNATURE.length), 0, SIGNATURE.length, 0);
    return buffer.subarray(0, bytesRead).equals(SIGNATURE);
  } catch (error) {
    throw new UserError(`The weights file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  } finally {
    await file.close();
  }
}

/** A damaged file may not even close; what went wrong before matters more. */
function close(file: File | undefined): void {
  try {
    file?.close();
  } catch {}
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.trim();
}
