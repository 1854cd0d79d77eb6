import h5wasm, { type File } from 'h5wasm';
import type { Answer } from './answer.ts';
import { CannotBeUsed } from './cannot-be-used.ts';
import { kerasContent } from './keras-layout.ts';

/** Where the file lies in the parser's own file system, which holds nothing else: whatever a file refers to, no other is opened. */
const PATH = '/keras.h5';

/** Parses the bytes of an HDF5 file, in this process. */
export async function parseKerasFile(bytes: Uint8Array): Promise<Answer> {
  const hdf5 = await h5wasm.ready;
  // Otherwise HDF5 prints its own error stack to the terminal and goes on.
  hdf5.activate_throwing_error_handler();
  hdf5.FS.writeFile(PATH, bytes, { canOwn: true } as object);
  let file: File | undefined;
  try {
    file = new h5wasm.File(PATH, 'r');
    return kerasContent(file, bytes.length);
  } catch (error) {
    if (error instanceof CannotBeUsed) return { refused: error.message };
    return { refused: `is a damaged HDF5 file: ${reasonOf(error)}` };
  } finally {
    close(file);
    hdf5.FS.unlink(PATH);
    hdf5.deactivate_throwing_error_handler();
  }
}

/** A damaged file may not even close; what went wrong before matters more. */
function close(file: File | undefined): void {
  try {
    file?.close();
  } catch {}
}

/** Of a stack of HDF5's errors the innermost, where it began; of other errors the first line. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const innermost = [...text.matchAll(/^ +#\d+: .*\(\): (.*)$/gm)].at(-1)?.[1];
  return (innermost ?? text.split('\n')[0]!).trim();
}
