import { disk, writeError } from '../files.ts';
import type { RunDirectory } from './run-directory.ts';

/**
 * Asks the process that trains the run to stop, from any other process: by a file in the run's directory. A signal would need the
 * process' number, which another process may have by now, and Windows has no polite one.
 *
 * @throws UserError if the file cannot be written.
 */
export async function requestStop(run: RunDirectory): Promise<void> {
  try {
    await disk.replace(run.stopRequest, `${new Date().toISOString()}\n`);
  } catch (error) {
    throw writeError(error, 'the request to stop', run.stopRequest);
  }
}
