import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A part that claims to be in use but has not grown for so long was left behind by a killed process. */
const ABANDONED_MS = 120_000;

/**
 * The part of a file that has been downloaded so far. Its name holds the server's ETag, so that a later download knows which version
 * it continues, and says whether somebody is writing it. A part belongs to whoever renames it first, so several downloads of one file
 * never write to the same part.
 */
export class PartFile {
  readonly #target: string;
  #path: string;
  #etag: string;

  /** Takes over an unfinished part of the file `target`, or begins a new one. */
  static async claim(target: string): Promise<PartFile> {
    for (const { path, etag } of await unclaimed(target)) {
      const claimed = partPath(target, etag, 'active');
      const won = await rename(path, claimed).then(
        () => true,
        () => false,
      );
      if (won) return new PartFile(target, claimed, etag);
    }
    return new PartFile(target, partPath(target, '', 'active'), '');
  }

  private constructor(target: string, path: string, etag: string) {
    this.#target = target;
    this.#path = path;
    this.#etag = etag;
  }

  get path(): string {
    return this.#path;
  }

  /** The version of the file that the part belongs to; empty if the server named none: then the part cannot be continued. */
  get etag(): string {
    return this.#etag;
  }

  async size(): Promise<number> {
    return (await stat(this.#path).catch(() => undefined))?.size ?? 0;
  }

  /** Notes which version of the file the part belongs to. The part must have been created. */
  async setEtag(etag: string): Promise<void> {
    if (etag === this.#etag) return;
    const path = partPath(this.#target, etag, 'active');
    await rename(this.#path, path);
    this.#path = path;
    this.#etag = etag;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  /** Leaves the part to a later download, if that can continue it. */
  async release(): Promise<void> {
    if (this.#etag === '' || (await this.size()) === 0) await this.remove();
    else await rename(this.#path, partPath(this.#target, this.#etag, 'part'));
  }

  /** Puts the complete part in its file's place. Parts that other downloads left are of no more use. */
  async finish(): Promise<void> {
    await rename(this.#path, this.#target);
    for (const { path } of await unclaimed(this.#target)) await rm(path, { force: true });
  }
}

async function unclaimed(target: string): Promise<{ path: string; etag: string }[]> {
  const parts = [];
  for (const entry of await readdir(dirname(target))) {
    const match = entry.startsWith(`${basename(target)}.`) && /\.[0-9a-f-]{36}\.([\w-]*)\.(active|part)$/.exec(entry);
    if (!match) continue;
    const path = join(dirname(target), entry);
    const etag = Buffer.from(match[1]!, 'base64url').toString();
    if (match[2] === 'part' || (await isAbandoned(path))) parts.push({ path, etag });
  }
  return parts;
}

async function isAbandoned(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > ABANDONED_MS;
}

function partPath(target: string, etag: string, state: 'active' | 'part'): string {
  return `${target}.${randomUUID()}.${Buffer.from(etag).toString('base64url')}.${state}`;
}
