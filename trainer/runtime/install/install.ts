import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { writeError } from '../../../core/files.ts';
import type { InstalledRuntime as Manifest } from '../../../schemas/types/installed-runtime.ts';
import { compileAddon } from './addon.ts';
import { claimRuntime } from './claim.ts';
import { folderBytes } from './folder-bytes.ts';
import type { Host } from './host.ts';
import type { Installation } from './installation.ts';
import { type InstalledRuntime, MANIFEST, runtimeFolder, runtimesFolder } from './installed.ts';
import { installCuda, installTensorFlow } from './libraries.ts';
import { LogFile } from './log-file.ts';
import { installPackages } from './packages.ts';
import type { InstallProgress } from './progress.ts';
import { proveRuntime } from './proof.ts';
import type { Recipe } from './recipe.ts';
import type { Tools } from './tools.ts';
import { isThere, leftovers, logPath, removedName, removeFolder, Workspace } from './workspace.ts';

export interface InstallOptions {
  readonly host: Host;
  readonly tools: Tools;
  readonly progress: InstallProgress;
  readonly signal: AbortSignal;
}

/**
 * Builds a private runtime and moves it to its place in one rename. What an earlier call has finished is used again. Rejects with a
 * UserError that says what to do, or with the signal's reason; what is finished by then is kept for the next call.
 */
export async function installRuntime(recipe: Recipe, options: InstallOptions): Promise<InstalledRuntime> {
  const { kind } = recipe;
  const runtimes = runtimesFolder();
  try {
    const release = await claimRuntime(runtimes, kind);
    try {
      const workspace = new Workspace(runtimes, recipe);
      for (const left of await leftovers(runtimes, kind)) if (left !== workspace.folder) await removeFolder(left);
      await workspace.prepare();
      const log = new LogFile(logPath(runtimes, kind));
      const installation: Installation = { recipe, workspace, log, ...options };
      const manifest = await build(installation);
      await put(workspace, runtimeFolder(kind), removedName(runtimes, kind));
      log.remove();
      return { folder: runtimeFolder(kind), manifest };
    } finally {
      await release();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    throw writeError(error, `the runtime ${kind}`, runtimes);
  }
}

async function build(installation: Installation): Promise<Manifest> {
  const { recipe, workspace } = installation;
  const { kind, platform, npm } = recipe;
  const wheels = [await installTensorFlow(installation)];
  for (const wheel of recipe.cuda) wheels.push(await installCuda(wheel, installation));
  await installPackages(installation);
  await compileAddon(installation);
  const { tensorflow } = await proveRuntime(installation);
  const bytes = await folderBytes(workspace.runtime);
  const installedAt = new Date().toISOString();
  const manifest: Manifest = { v: 1, kind, platform, tensorflow, tfjs: npm.tfjs, wheels, bytes, installedAt };
  await writeFileAtomic(join(workspace.runtime, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** What was at the place, a runtime of another recipe or something else, is gone by one rename and replaced by the next. */
async function put({ folder, runtime }: Workspace, place: string, old: string): Promise<void> {
  if (await isThere(place)) await rename(place, old);
  await rename(runtime, place);
  for (const left of [folder, old]) await removeFolder(left);
}
