import { dirname, join } from 'node:path';
import { bytes } from '../../../core/words.ts';
import { findProgram, type Host } from './host.ts';
import { findPip } from './pip.ts';

/** The programs that an install calls, by their paths. */
export interface Tools {
  readonly compiler: string;
  readonly npm: string;
  /** A Python with pip; where there is none, wheels are downloaded from the Python index itself. */
  readonly pip: string | undefined;
}

/** The programs that this machine has. */
export async function findTools(host: Host): Promise<Partial<Tools>> {
  const compilers = [host.env.CXX, 'g++', 'c++', 'clang++'].filter((name) => name !== undefined && name !== '');
  const compiler = await findProgram(host, compilers as string[]);
  const npm = await findProgram(host, ['npm', join(dirname(host.node), 'npm')]);
  return { ...(compiler && { compiler }), ...(npm && { npm }), pip: await findPip(host) };
}

/** The same programs, once nothing is missing. */
export function requiredTools({ compiler, npm, pip }: Partial<Tools>): Tools {
  if (compiler === undefined || npm === undefined) throw new Error('An install was begun without its tools.');
  return { compiler, npm, pip };
}

/** The oldest GNU C library that the wheels run with: their names say manylinux_2_27. */
const OLDEST_GLIBC = [2, 27] as const;

/** What stands in the way of an install, one sentence each; empty if nothing does. */
export function missing(
  { compiler, npm }: Partial<Tools>,
  { glibc }: Host,
  space: { readonly needed: number; readonly free: number; readonly folder: string },
): string[] {
  const sentences: string[] = [];
  if (glibc === undefined || isOlder(glibc)) {
    const found = glibc === undefined ? 'another C library (Alpine Linux has musl)' : `glibc ${glibc}`;
    sentences.push(
      `TensorFlow's library needs glibc ${OLDEST_GLIBC.join('.')} or newer, and this system has ${found}. It takes a newer or another distribution, or a container with one.`,
    );
  }
  if (compiler === undefined) {
    sentences.push(`A C++ compiler is missing. ${advice('g++', 'gcc-c++')}`);
  }
  if (npm === undefined) {
    sentences.push(`npm is missing; it comes with Node.js from nodejs.org. ${advice('npm', 'nodejs-npm')}`);
  }
  if (space.free < space.needed) {
    sentences.push(
      `The disk of ${space.folder} has ${bytes(space.free)} left, and the install takes ${bytes(space.needed)} while it runs. Free some, or set MULTITASK_DATA to a folder on a larger disk.`,
    );
  }
  return sentences;
}

function isOlder(glibc: string): boolean {
  const [major = 0, minor = 0] = glibc.split('.').map(Number);
  return major < OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor < OLDEST_GLIBC[1]);
}

const advice = (debian: string, fedora: string): string =>
  `Debian, Ubuntu: sudo apt install ${debian}. Fedora: sudo dnf install ${fedora}.`;
