import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DownloadOptions, type DownloadProgress, download } from '../../../trainer/weights/download.ts';
import { type FileServer, sendFile, serve } from './file-server.ts';

const CONTENT = randomBytes(300_000);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  path = join(folder, 'deep', 'file.h5');
});
afterEach(() => rm(folder, { recursive: true }));

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const OPTIONS: DownloadOptions = {
  verify: async (candidate) => (sha256(await readFile(candidate)) === sha256(CONTENT) ? undefined : 'it differs'),
  retryDelay: 1,
};
/** Breaks the connection each time that so many bytes have arrived. */
function cutting(server: FileServer, ...after: number[]): DownloadOptions {
  return {
    ...OPTIONS,
    onProgress({ received }) {
      if (received !== after[0]) return;
      after.shift();
      server.cut();
    },
  };
}

async function expectContent(): Promise<void> {
  expect(sha256(await readFile(path))).toBe(sha256(CONTENT));
}

const entries = () => readdir(join(folder, 'deep'));

test('a file arrives whole, in a folder that is made, with progress', async () => {
  const server = await serve((request, response) => sendFile(request, response, CONTENT));
  const progress: DownloadProgress[] = [];
  await download(server.url, path, { ...OPTIONS, onProgress: (event) => progress.push(event) });
  await expectContent();
  expect(await entries()).toEqual(['file.h5']);
  expect(progress[0]).toEqual({ received: 0, total: CONTENT.length });
  expect(progress.at(-1)).toEqual({ received: CONTENT.length, total: CONTENT.length });
});

describe('a broken connection', () => {
  test('is taken up where it broke', async () => {
    const server = await serve((request, response, count) =>
      sendFile(request, response, CONTENT, count < 4 ? { only: 50_000 } : {}),
    );
    await download(server.url, path, cutting(server, 50_000, 100_000, 150_000));
    await expectContent();
    expect(server.requests).toEqual([
      { range: undefined, ifRange: undefined },
      { range: 'bytes=50000-', ifRange: '"one"' },
      { range: 'bytes=100000-', ifRange: '"one"' },
      { range: 'bytes=150000-', ifRange: '"one"' },
    ]);
  });

  test('is taken up by a later download', async () => {
    let broken = true;
    const server = await serve((request, response, count) => {
      if (!broken || count === 1) sendFile(request, response, CONTENT, broken ? { only: 70_000 } : {});
      else response.writeHead(503).end();
    });
    await expect(download(server.url, path, cutting(server, 70_000))).rejects.toThrow(
      'the server answers 503 Service Unavailable',
    );
    expect(await entries()).toEqual([expect.stringMatching(/^file\.h5\..*\.part$/)]);
    broken = false;
    const progress: DownloadProgress[] = [];
    await download(server.url, path, { ...OPTIONS, onProgress: (event) => progress.push(event) });
    expect(server.requests.at(-1)).toEqual({ range: 'bytes=70000-', ifRange: '"one"' });
    expect(progress[0]).toEqual({ received: 70_000, total: CONTENT.length });
    await expectContent();
    expect(await entries()).toEqual(['file.h5']);
  });

  test('starts over if the server has a new version since', async () => {
    const server = await serve((request, response, count) =>
      count === 1
        ? sendFile(request, response, randomBytes(200_000), { etag: '"old"', only: 50_000 })
        : sendFile(request, response, CONTENT, { etag: '"new"' }),
    );
    await download(server.url, path, cutting(server, 50_000));
    expect(server.requests[1]).toEqual({ range: 'bytes=50000-', ifRange: '"old"' });
    await expectContent();
  });

  test('starts over if the server ignores ranges', async () => {
    const server = await serve((request, response, count) => {
      delete request.headers.range;
      sendFile(request, response, CONTENT, count === 1 ? { only: 50_000 } : {});
    });
    await download(server.url, path, cutting(server, 50_000));
    expect(server.requests[1]?.range).toBe('bytes=50000-');
    await expectContent();
  });

  test('starts over if the server names no version', async () => {
    const server = await serve((request, response, count) =>
      sendFile(request, response, CONTENT, { etag: 'W/"weak"', ...(count === 1 && { only: 50_000 }) }),
    );
    await download(server.url, path, cutting(server, 50_000));
    expect(server.requests[1]).toEqual({ range: undefined, ifRange: undefined });
    await expectContent();
  });

  test('that never brings a byte is given up', async () => {
    const server = await serve((request) => request.socket.destroy());
    await expect(download(server.url, path, OPTIONS)).rejects.toThrow(/^127\.0\.0\.1:\d+ cannot be reached \(/);
    expect(server.requests).toHaveLength(3);
    expect(await entries()).toEqual([]);
  });
});

test('a download that was complete but for its last step asks for nothing again', async () => {
  const server = await serve((request, response) => sendFile(request, response, CONTENT));
  const killed: DownloadOptions = {
    ...OPTIONS,
    verify: async () => {
      throw new Error('killed');
    },
  };
  await expect(download(server.url, path, killed)).rejects.toThrow('killed');
  await download(server.url, path, OPTIONS);
  expect(server.requests[1]?.range).toBe(`bytes=${CONTENT.length}-`);
  await expectContent();
});

test('a server that falls silent is asked again, from where it stopped', async () => {
  const server = await serve((request, response, count) => {
    if (count > 1) return sendFile(request, response, CONTENT);
    response.writeHead(200, { etag: '"one"', 'content-length': CONTENT.length });
    response.write(CONTENT.subarray(0, 10_000));
  });
  await download(server.url, path, { ...OPTIONS, stallTimeout: 200 });
  expect(server.requests[1]?.range).toBe('bytes=10000-');
  await expectContent();
});

test('a server that never answers is given up', async () => {
  const server = await serve(() => {});
  await expect(download(server.url, path, { ...OPTIONS, stallTimeout: 50 })).rejects.toThrow(
    'the server has stopped answering',
  );
});

test('a slow server is waited for as long as bytes come', async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': CONTENT.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(CONTENT.subarray(sent, sent + 30_000));
      sent += 30_000;
      if (sent >= CONTENT.length) clearInterval(timer);
    }, 60);
  });
  await download(server.url, path, { ...OPTIONS, stallTimeout: 400 });
  expect(server.requests).toHaveLength(1);
  await expectContent();
});

test('a missing file is not asked for twice', async () => {
  const server = await serve((_request, response) => response.writeHead(404).end('no such file'));
  await expect(download(server.url, path, OPTIONS)).rejects.toThrow('the server answers 404 Not Found');
  expect(server.requests).toHaveLength(1);
  expect(await entries()).toEqual([]);
});

test('another file than expected is refused, and nothing of it stays', async () => {
  const server = await serve((request, response) => sendFile(request, response, randomBytes(1000)));
  await expect(download(server.url, path, OPTIONS)).rejects.toThrow('another file than expected (it differs)');
  expect(await entries()).toEqual([]);
});

test('an unfinished part whose bytes turn out wrong is replaced', async () => {
  let broken = true;
  const server = await serve((request, response, count) => {
    if (count === 1) sendFile(request, response, randomBytes(300_000), { only: 50_000 });
    else if (broken) response.writeHead(503).end();
    else sendFile(request, response, CONTENT);
  });
  await expect(download(server.url, path, cutting(server, 50_000))).rejects.toThrow('503');
  broken = false;
  await download(server.url, path, OPTIONS);
  expect(server.requests.slice(-2).map(({ range }) => range)).toEqual(['bytes=50000-', undefined]);
  await expectContent();
});

test('redirects are followed', async () => {
  const target = await serve((request, response) => sendFile(request, response, CONTENT));
  const server = await serve((_request, response) => response.writeHead(302, { location: target.url }).end());
  await download(server.url, path, OPTIONS);
  await expectContent();
});

test('stopped by its signal, a download leaves its part for the next', async () => {
  const stop = new AbortController();
  const server = await serve((request, response, count) => {
    if (count > 1) return sendFile(request, response, CONTENT);
    response.writeHead(200, { etag: '"one"', 'content-length': CONTENT.length });
    response.write(CONTENT.subarray(0, 20_000));
  });
  const stopped = download(server.url, path, {
    ...OPTIONS,
    signal: stop.signal,
    onProgress: ({ received }) => received > 0 && stop.abort(new Error('stopped by hand')),
  });
  await expect(stopped).rejects.toThrow('stopped by hand');
  expect(await entries()).toEqual([expect.stringMatching(/\.part$/)]);
  await download(server.url, path, OPTIONS);
  expect(server.requests[1]?.range).toBe('bytes=20000-');
  await expectContent();
});

test('several downloads of one file at once do not disturb each other', async () => {
  const server = await serve((request, response, count) =>
    sendFile(request, response, CONTENT, count <= 4 ? { only: 40_000 } : {}),
  );
  let waiting = 0;
  const onProgress = ({ received }: DownloadProgress) => {
    if (received === 40_000 && ++waiting === 4) server.cut();
  };
  await Promise.all(Array.from({ length: 4 }, () => download(server.url, path, { ...OPTIONS, onProgress })));
  await expectContent();
  expect(await entries()).toEqual(['file.h5']);
});

test('the part of a killed download is taken over, that of a running one is not', async () => {
  const server = await serve((request, response, count) => {
    if (count > 1) return sendFile(request, response, CONTENT);
    response.writeHead(200, { etag: '"one"', 'content-length': CONTENT.length });
    response.write(CONTENT.subarray(0, 20_000));
  });
  const stop = new AbortController();
  const running = download(server.url, path, {
    ...OPTIONS,
    signal: stop.signal,
    onProgress: ({ received }) => received > 0 && started(),
  });
  let started = () => {};
  await new Promise<void>((resolve) => {
    started = resolve;
  });
  const [active] = await entries();
  await download(server.url, path, OPTIONS);
  expect(server.requests[1]?.range).toBeUndefined();
  expect(await entries()).toContain(active);

  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(join(folder, 'deep', active!), longAgo, longAgo);
  await download(server.url, path, OPTIONS);
  expect(server.requests[2]?.range).toBe('bytes=20000-');
  expect(await entries()).toEqual(['file.h5']);
  stop.abort();
  await expect(running).rejects.toThrow();
});
