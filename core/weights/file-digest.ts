import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Digest } from './published-digests.ts';

/** The digest of a file's bytes in lower-case hexadecimal. Reads a piece at a time, so that other work goes on. Rejects if the file cannot be read. */
export async function fileDigest(file: string, algorithm: Digest['algorithm']): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** More weight files than anybody's configs name. */
const MOST_KEPT = 16;

/** Digests by what tells one content of a file from another without reading it; the last used comes last. */
const kept = new Map<string, Promise<string>>();

/** As fileDigest, of which each content is read once while the process lives. */
export async function knownFileDigest(file: string, algorithm: Digest['algorithm']): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
  const key = [algorithm, dev, ino, size, mtimeNs, ctimeNs].join(' ');
  const digest = kept.get(key) ?? fileDigest(file, algorithm);
  kept.delete(key);
  kept.set(key, digest);
  digest.catch(() => kept.delete(key));
  for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest);
  return digest;
}
