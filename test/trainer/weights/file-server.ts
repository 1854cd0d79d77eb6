import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface FileServer {
  readonly url: string;
  /** Headers of every request so far. */
  readonly requests: { readonly range: string | undefined; readonly ifRange: string | undefined }[];
  /** Breaks all connections. */
  readonly cut: () => void;
}

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const servers: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** A web server on this machine that lives until the end of the test. `count` is 1 for the first request. */
export async function serve(answer: Answer): Promise<FileServer> {
  const requests: FileServer['requests'] = [];
  const server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({ range, ifRange: ifRange as string | undefined });
    answer(request, response, requests.length);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.h5`,
    requests,
    cut: () => server.closeAllConnections(),
  };
}

/** An address on this machine where nobody listens. */
export async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/file.h5`;
}

/**
 * Answers as a good server does, ranges and If-Range included. `only` sends so many bytes and then falls silent.
 */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  { etag = '"one"', only }: { etag?: string; only?: number } = {},
): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const partial = start > 0 && request.headers['if-range'] === etag;
  if (partial && start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  const rest = content.subarray(partial ? start : 0);
  response.writeHead(partial ? 206 : 200, {
    etag,
    'content-length': rest.length,
    ...(partial && { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` }),
  });
  if (only === undefined) response.end(rest);
  else response.write(rest.subarray(0, only));
}
