import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { UserError } from './errors.ts';

/** The ways in which a run changes the disk. One interface, so that tests can let any of them fail. */
export interface Files {
  /** Writes a new file and waits until the disk has it. */
  write(path: string, chunks: Iterable<Uint8Array>): Promise<{ bytes: number; sha256: string }>;
  /** Puts a file in place of another in one move: readers see the old or the new one, whole. */
  replace(path: string, content: string | Uint8Array): Promise<void>;
  /** Waits until the disk has a file that is written, and puts it in place of another on the same disk in one move. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
}

export const disk: Files = {
  async write(path, chunks) {
    const file = await open(path, 'w');
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for (const chunk of chunks) {
        hash.update(chunk);
        await file.writeFile(chunk);
        bytes += chunk.byteLength;
      }
      await file.sync();
      return { bytes, sha256: hash.digest('hex') };
    } finally {
      await file.close();
    }
  },
  async replace(path, content) {
    await writeFileAtomic(
      path,
      typeof content === 'string' ? content : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
    );
  },
  async move(from, to) {
    const file = await open(from, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(from, to);
  },
  async remove(path) {
    await rm(path, { force: true });
  },
};

/**
 * What a failed write means for a person. `what` names the thing, such as "the checkpoint of epoch 3". Errors that no person can mend
 * are handed on as they are.
 */
export function writeError(error: unknown, what: string, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reason = code === undefined ? undefined : WRITE_REASONS[code];
  if (reason === undefined) return error;
  return new UserError(`${capital(what)} could not be saved: ${reason} (${path}).`, { cause: error });
}

const WRITE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'the file is larger than the disk or a limit of this user allows',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reported an input/output error',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'there is a folder of that name',
  ENOTEMPTY: 'there is a folder of that name',
  EEXIST: 'a part of the path is a file, not a folder',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
