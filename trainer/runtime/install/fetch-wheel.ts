import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../../core/errors.ts';
import type { InstalledWheel } from '../../../schemas/types/installed-runtime.ts';
import { DownloadError } from '../../weights/download.ts';
import { indexDownload, sha256Of } from './index-download.ts';
import type { Installation } from './installation.ts';
import { pipDownload } from './pip.ts';
import { ProgramFailed } from './run-program.ts';
import type { Wheel } from './wheels.ts';
import { isThere } from './workspace.ts';

export interface FetchedWheel {
  readonly path: string;
  /** For the manifest. */
  readonly record: InstalledWheel;
}

/** Sees to it that a wheel is in the workspace's downloads, whole. Rejects with a UserError if it cannot be had or is not the right one. */
export async function fetchWheel(wheel: Wheel, installation: Installation): Promise<FetchedWheel> {
  const path = join(installation.workspace.downloads, wheel.file);
  if (!(await isThere(path))) await acquire(wheel, path, installation);
  const sha256 = await sha256Of(path);
  if (wheel.sha256 !== undefined && sha256 !== wheel.sha256) {
    await rm(path, { force: true });
    throw new UserError(
      `${wheel.file} is damaged, or is not the official file: its sha256 is ${sha256} and should be ${wheel.sha256}. It was removed. Call again to fetch it anew; if that ends in the same way, the index or a proxy in between serves another file.`,
    );
  }
  return { path, record: { file: wheel.file, sha256, digestFrom: wheel.sha256 === undefined ? 'index' : 'program' } };
}

async function acquire(wheel: Wheel, path: string, installation: Installation): Promise<void> {
  const { tools, progress, signal, host } = installation;
  progress.begin(`downloading ${wheel.file}`);
  const pipProblem = tools.pip === undefined ? undefined : await fetchByPip(tools.pip, wheel, path, installation);
  if (tools.pip !== undefined && pipProblem === undefined) return;
  const { host: indexName } = new URL(host.index);
  if (pipProblem !== undefined) progress.note(`pip could not fetch it (${pipProblem}); asking ${indexName} itself`);
  try {
    const onProgress = ({ received, total }: { received: number; total: number | undefined }) =>
      progress.advance(received, total ?? wheel.bytes);
    await indexDownload(host.index, wheel, path, { signal, onProgress });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const problems = [...(pipProblem === undefined ? [] : [`pip: ${pipProblem}`]), error.message];
    throw new UserError(
      `${wheel.file} could not be downloaded: ${problems.join('; ')}. If this network has a mirror of the Python index, tell pip of it (pip config set global.index-url ADDRESS) and call again; what has arrived is kept.`,
      { cause: error },
    );
  }
}

/** Resolves to why pip could not fetch the wheel, in pip's own words, or to undefined if it could. */
async function fetchByPip(
  python: string,
  wheel: Wheel,
  path: string,
  { workspace, progress, host, log, signal }: Installation,
): Promise<string | undefined> {
  return workspace.attempt(async (folder) => {
    const onBytes = (done: number) => progress.advance(done, wheel.bytes);
    try {
      const options = { cwd: folder, env: host.env, log, signal, onBytes };
      await rename(await pipDownload(python, wheel, folder, options), path);
      return undefined;
    } catch (error) {
      if (error instanceof ProgramFailed) return reasonIn(log.lastLines(LINES_SEARCHED)) ?? error.message;
      throw error;
    }
  });
}

/** pip may go on talking after it has said what is wrong. */
const LINES_SEARCHED = 20;

function reasonIn(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => line.startsWith('ERROR: '))?.slice('ERROR: '.length);
}
