import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folderBytes } from './folder-bytes.ts';
import { findProgram, type Host } from './host.ts';
import { ProgramFailed, type ProgramOptions, runProgram } from './run-program.ts';
import type { Wheel } from './wheels.ts';

/** The path of a Python that has pip. */
export async function findPip(host: Host): Promise<string | undefined> {
  const python = await findProgram(host, ['python3', 'python']);
  if (python === undefined) return undefined;
  return promisify(execFile)(python, ['-m', 'pip', '--version'], { env: host.env }).then(
    () => python,
    () => undefined,
  );
}

/** Milliseconds between two looks at how much has arrived: pip says nothing of it where nobody reads. */
const WATCH = 500;

export interface PipOptions extends ProgramOptions {
  readonly onBytes: (done: number) => void;
}

/**
 * Lets pip fetch a wheel into a folder, with the index, the proxy and the certificates that this user has set for it. pip compares the
 * wheel with the digest that its index publishes. Resolves to the wheel's path.
 *
 * @param folder Empty. pip's unfinished files are in it too, which is how far it is known to be.
 */
export async function pipDownload(
  python: string,
  wheel: Wheel,
  folder: string,
  { onBytes, ...options }: PipOptions,
): Promise<string> {
  let watching = true;
  const look = () => folderBytes(folder).then((done) => watching && onBytes(done));
  const watch = setInterval(() => void look(), WATCH);
  try {
    await runProgram(python, pipParameters(wheel, folder), { ...options, env: { ...options.env, TMPDIR: folder } });
  } finally {
    clearInterval(watch);
    watching = false;
  }
  const fetched = await readdir(folder);
  if (!fetched.includes(wheel.file)) throw new ProgramFailed(`pip has fetched another file than ${wheel.file}`);
  return join(folder, wheel.file);
}

/** The wheel's own tags, whatever this Python is: one known file. */
function pipParameters({ project, version, file }: Wheel, folder: string): string[] {
  const platforms = file.slice(file.lastIndexOf('-') + 1, -'.whl'.length).split('.');
  return [
    ...['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version=3.11', '--implementation=cp'],
    ...['--abi=cp311', ...platforms.map((platform) => `--platform=${platform}`), `--dest=${folder}`],
    ...['--no-cache-dir', '--no-input', '--disable-pip-version-check', '--progress-bar=off'],
    // An index that does not answer is given up soon, for there may be others.
    ...['--retries=1', '--timeout=30', `${project}==${version}`],
  ];
}
