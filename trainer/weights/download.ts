import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PartFile } from './part-file.ts';

export interface DownloadProgress {
  /** Bytes, those of an earlier, unfinished download among them. */
  readonly received: number;
  /** Bytes, if the server says. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Resolves to what is wrong with the complete file, or to undefined if nothing is. */
  readonly verify: (path: string) => Promise<string | undefined>;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly stallTimeout?: number;
  /** Milliseconds before the first repetition; doubled for each further one. */
  readonly retryDelay?: number;
}

/** Why a file could not be downloaded, as a clause: "the server answers 404 Not Found". */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** A failure that may pass: a lost connection, a busy server. */
class PassingError extends DownloadError {}

/** Repetitions in a row that bring no byte. */
const MAX_FRUITLESS = 3;
/** No weight file is larger; a server that sends more is not to fill the disk. */
const MAX_BYTES = 2 ** 30;

/**
 * Downloads `url` to `path`. The file appears there only once it is complete and verified. A lost connection is taken up again where it
 * broke, in this call or in a later one, if the server can (Range, If-Range and ETag; RFC 9110 section 14). Several processes may download
 * the same file at once. Rejects with a DownloadError, with the signal's reason, or with an error of the file system.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const part = await PartFile.claim(path);
  try {
    await fetchVerified(url, part, options);
    await part.finish();
  } catch (error) {
    await part.release();
    throw error;
  }
}

async function fetchVerified(url: string, part: PartFile, options: DownloadOptions): Promise<void> {
  const continued = (await part.size()) > 0;
  await fetchAll(url, part, options);
  let problem = await options.verify(part.path);
  if (problem !== undefined && continued) {
    // What was there before may have been at fault.
    await part.remove();
    await fetchAll(url, part, options);
    problem = await options.verify(part.path);
  }
  if (problem !== undefined) {
    await part.remove();
    throw new DownloadError(`the server sends another file than expected (${problem})`);
  }
}

async function fetchAll(url: string, part: PartFile, options: DownloadOptions): Promise<void> {
  for (let fruitless = 0; ; ) {
    const before = await part.size();
    try {
      return await fetchRest(url, part, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof PassingError)) throw error;
      fruitless = (await part.size()) > before ? 1 : fruitless + 1;
      if (fruitless >= MAX_FRUITLESS) throw error;
    }
    await delay((options.retryDelay ?? 500) * 2 ** (fruitless - 1), undefined, { signal: options.signal });
  }
}

/** One request, for all that the part lacks. */
async function fetchRest(url: string, part: PartFile, options: DownloadOptions): Promise<void> {
  const stall = new Stall(options.stallTimeout ?? 30_000, options.signal);
  try {
    const have = part.etag === '' ? 0 : await part.size();
    const response = await request(url, have, part.etag, stall.signal);
    if (have > 0 && response.status === 416) {
      await response.body?.cancel();
      if (response.headers.get('content-range') === `bytes */${have}`) return;
      await part.remove();
      throw new PassingError('the server has another version of the file');
    }
    await append(part, response, await offsetOf(response, have), stall, options);
  } catch (error) {
    throw stall.expired ? new PassingError('the server has stopped answering') : error;
  } finally {
    stall.end();
  }
}

/** Writes the bytes of a response from `offset` on. */
async function append(part: PartFile, response: Response, offset: number, stall: Stall, options: DownloadOptions) {
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : offset + Number(length);
  let received = offset;
  if (offset === 0) await writeFile(part.path, '');
  await part.setEtag(strongEtag(response));
  const file = await open(part.path, 'a');
  try {
    options.onProgress?.({ received, total });
    for await (const chunk of body(response)) {
      stall.restart();
      received += chunk.length;
      if (received > MAX_BYTES) throw new DownloadError('the server sends more than any weight file has');
      await file.appendFile(chunk);
      options.onProgress?.({ received, total });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== undefined && received !== total) throw new PassingError('the connection broke');
}

async function request(url: string, have: number, etag: string, signal: AbortSignal): Promise<Response> {
  const headers = {
    // Compression would make byte ranges those of something else.
    'accept-encoding': 'identity',
    ...(have > 0 && { range: `bytes=${have}-`, 'if-range': etag }),
  };
  const response = await fetch(url, { headers, signal }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause : error;
    throw new PassingError(
      `${new URL(url).host} cannot be reached (${(cause as NodeJS.ErrnoException).code ?? cause.message})`,
    );
  });
  if (url.startsWith('https:') && !response.url.startsWith('https:')) {
    await response.body?.cancel();
    throw new DownloadError(`${url} leads to an address without encryption, ${response.url}`);
  }
  return response;
}

/** Where in the file the response's bytes begin. */
async function offsetOf(response: Response, have: number): Promise<number> {
  if (response.status === 200) return 0;
  if (response.status === 206) {
    const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
    if (Number(start) === have) return have;
  }
  await response.body?.cancel();
  const answer = `the server answers ${response.status} ${response.statusText}`.trim();
  const passing = response.status >= 500 || [408, 429].includes(response.status);
  throw passing ? new PassingError(answer) : new DownloadError(answer);
}

async function* body(response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (error) {
    throw new PassingError('the connection broke', { cause: error });
  }
}

/** Empty if the server gives none that stands for the very bytes, or one too long for a file name. */
function strongEtag(response: Response): string {
  const etag = response.headers.get('etag') ?? '';
  return etag.startsWith('"') && etag.length <= 100 ? etag : '';
}

/** Aborts a request when no byte has come for a while, or when the caller says so. */
class Stall {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, signal: AbortSignal | undefined) {
    this.signal = AbortSignal.any([this.#controller.signal, ...(signal ? [signal] : [])]);
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds);
  }

  get expired(): boolean {
    return this.#controller.signal.aborted;
  }

  restart(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
