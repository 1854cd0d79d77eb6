import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../core/cache-folder.ts';
import { UserError } from '../../core/errors.ts';
import { fileDigest } from '../../core/weights/file-digest.ts';
import type { Digest } from '../../core/weights/published-digests.ts';
import { startsAsH5 } from '../hdf5/signature.ts';
import { DownloadError, type DownloadOptions, download } from './download.ts';
import type { PublishedFile } from './published.ts';

/**
 * The path of a published file in the cache; downloaded if it is not there, or is there but damaged. Rejects with a UserError that says
 * which file to put where.
 */
export async function cachedFile(file: PublishedFile, options: Omit<DownloadOptions, 'verify'>): Promise<string> {
  const path = join(cacheFolder(), 'weights', file.name);
  const verify = (candidate: string) => problemOf(candidate, file.digest);
  const cached = await access(path).then(
    () => true,
    () => false,
  );
  const problem = cached ? await verify(path) : undefined;
  if (cached && problem === undefined) return path;
  try {
    await download(file.url, path, { ...options, verify });
    return path;
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new UserError(
      [
        `${file.name} is ${problem === undefined ? 'not in the cache' : `damaged in the cache (${problem})`} and could not be downloaded: ${reason(error)}.`,
        `Download ${file.url}${digestText(file.digest)} by other means and put it at ${path}.`,
        'Or set model.weights to the path of the file, or to none to start from random weights.',
      ].join('\n'),
      { cause: error },
    );
  }
}

async function problemOf(path: string, digest: Digest | undefined): Promise<string | undefined> {
  if (digest === undefined) return (await startsAsH5(path, 'weights file')) ? undefined : 'it is no HDF5 file';
  const hex = await fileDigest(path, digest.algorithm);
  return hex === digest.hex ? undefined : `its ${digest.algorithm} is ${hex}`;
}

function digestText(digest: Digest | undefined): string {
  return digest === undefined ? '' : ` (${digest.algorithm} ${digest.hex})`;
}

function reason(error: unknown): string {
  if (error instanceof DownloadError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'the cache folder cannot be written to';
  return message;
}
