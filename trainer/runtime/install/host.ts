import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { linuxGraphics } from '../probe/machine.ts';

/** What an install uses of the machine it runs on. */
export interface Host {
  /** The environment of every program that is started. */
  readonly env: NodeJS.ProcessEnv;
  /** The path of this Node. */
  readonly node: string;
  /** Version of the GNU C library, such as 2.36; undefined where the system has another one. */
  readonly glibc: string | undefined;
  /** The address of the Python index that is asked where pip cannot help. */
  readonly index: string;
  /** Whether there is a driver for NVIDIA's graphics cards. */
  hasNvidiaDriver(): Promise<boolean>;
  /** Bytes that this user may still write to the disk of a folder, which need not exist yet. */
  freeBytes(folder: string): Promise<number>;
}

export function thisHost(): Host {
  return {
    env: process.env,
    node: process.execPath,
    glibc: glibcVersion(),
    index: 'https://pypi.org',
    hasNvidiaDriver: async () => (await linuxGraphics('/')).nvidiaDriver,
    freeBytes,
  };
}

function glibcVersion(): string | undefined {
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime;
}

async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ENOENT', 'ENOTDIR'].includes(code) || dirname(folder) === folder) throw error;
    return freeBytes(dirname(folder));
  }
}

/** The path of the first of these programs that PATH has. */
export async function findProgram({ env }: Host, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const places = name.includes('/') ? [name] : (env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
    for (const place of places) if (await isExecutable(place)) return place;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
