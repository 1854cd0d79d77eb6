import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { DownloadError, type DownloadProgress, download } from '../../weights/download.ts';
import type { Wheel } from './wheels.ts';

export interface IndexOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Milliseconds that the index may take to answer what it has. */
const ANSWER_TIME = 30_000;

/**
 * Downloads a wheel from the Python index itself and compares it with the digest that the index publishes. An unfinished download is taken up
 * again by a later call. Rejects with a DownloadError, with the signal's reason, or with an error of the file system.
 *
 * @param index The address of the index, such as https://pypi.org.
 */
export async function indexDownload(
  index: string,
  wheel: Wheel,
  path: string,
  { signal, onProgress }: IndexOptions,
): Promise<void> {
  const { url, sha256 } = await fileIn(index, wheel, signal);
  const verify = async (candidate: string) => {
    const found = await sha256Of(candidate);
    return found === sha256 ? undefined : `its sha256 is ${found}, the index says ${sha256}`;
  };
  await download(url, path, { verify, signal, onProgress });
}

/** Lower-case hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

interface IndexFile {
  readonly filename: string;
  readonly url: string;
  readonly digests: { readonly sha256: string };
}

/** What the index's JSON API (docs.pypi.org/api/json) says of the wheel. */
async function fileIn(index: string, { project, version, file }: Wheel, signal: AbortSignal) {
  const address = `${index}/pypi/${project}/${version}/json`;
  const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIME)]) }).catch(
    (error: Error) => {
      signal.throwIfAborted();
      throw new DownloadError(`${new URL(index).host} cannot be reached (${causeOf(error)})`);
    },
  );
  if (!response.ok) throw new DownloadError(`${address} answers ${response.status} ${response.statusText}`.trim());
  const answer = (await response.json().catch(() => undefined)) as { readonly urls?: readonly IndexFile[] } | undefined;
  const found = answer?.urls?.find(({ filename }) => filename === file);
  if (found === undefined) throw new DownloadError(`${new URL(index).host} does not have ${file}`);
  return { url: found.url, sha256: found.digests.sha256 };
}

function causeOf({ cause, message }: Error): string {
  const reason = cause as NodeJS.ErrnoException | undefined;
  return reason?.code ?? reason?.message ?? message;
}
