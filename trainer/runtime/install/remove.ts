import { rename } from 'node:fs/promises';
import { UserError } from '../../../core/errors.ts';
import { claimRuntime } from './claim.ts';
import { folderBytes } from './folder-bytes.ts';
import { type RuntimeKind, runtimeFolder, runtimesFolder } from './installed.ts';
import { isThere, leftovers, logPath, removedName, removeFolder } from './workspace.ts';

/**
 * Removes a private runtime, and what unfinished installs of it have left. The runtime is gone in one rename, before its files are
 * deleted. Resolves to the bytes that were freed, or to undefined if there was nothing.
 *
 * @throws UserError if an install is at work, or if this user may not delete the files.
 */
export async function removeRuntime(kind: RuntimeKind): Promise<number | undefined> {
  const runtimes = runtimesFolder();
  const place = runtimeFolder(kind);
  if (!(await isThere(place)) && (await leftovers(runtimes, kind)).length === 0) return undefined;
  try {
    const release = await claimRuntime(runtimes, kind);
    try {
      if (await isThere(place)) await rename(place, removedName(runtimes, kind));
      let freed = 0;
      for (const left of await leftovers(runtimes, kind)) {
        freed += await folderBytes(left);
        await removeFolder(left);
      }
      await removeFolder(logPath(runtimes, kind));
      return freed;
    } finally {
      await release();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === undefined
      ? error
      : new UserError(`The runtime ${kind} could not be removed whole: ${message}.`, { cause: error });
  }
}
